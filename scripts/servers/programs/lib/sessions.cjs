// Sessions that last for two seconds, in a Map that is swept.
'use strict';

const lifetime = 2000;
const sessions = new Map();

setInterval(() => {
  const now = Date.now();
  for (const [token, session] of sessions) if (session.ends < now) sessions.delete(token);
}, 200).unref();

exports.openSession = (token) => {
  let session = sessions.get(token);
  if (!session) sessions.set(token, (session = { basket: [], ends: 0 }));
  session.ends = Date.now() + lifetime;
  return session;
};
