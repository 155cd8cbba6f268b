// marked 12.0.2: use() in a handler wraps the renderer once more each time (codeskills-dev/md-to-react-email#30).
// Packages: marked@12.0.2
// Leak of: heading | (closure) | Object
// Held by: defaults|renderer
'use strict';

let marked;
let serial = 0;

exports.start = async () => {
  ({ marked } = await import('marked'));
};

function handle(request) {
  marked.use({ renderer: { heading: (text, level) => `<h${level} id="${request.id}">${text}</h${level}>` } });
  return marked.parse('# Order\n\nThank you.');
}

exports.round = async () => {
  for (let i = 0; i < 20; i++) handle({ id: serial++ });
};
