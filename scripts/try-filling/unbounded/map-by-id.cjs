// Uploads by an id that is new for each; one in ten is aborted, and only that one is taken out.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Upload {
  constructor(id) {
    this.id = id;
    this.parts = Array.from({ length: 1 + random(4) }, (_, n) => ({ n, etag: text(30) }));
    this.metadata = { name: text(60), type: 'image/png' };
  }
}

class UploadService {
  uploads = new Map();
  begin() {
    const id = `${random(2 ** 30).toString(36)}-${random(2 ** 30).toString(36)}`;
    this.uploads.set(id, new Upload(id));
    if (random(10) === 0) this.uploads.delete(id);
  }
}

const service = new UploadService();

module.exports = function round(number) {
  background(number);
  for (let i = random(6); i > 0; i--) service.begin();
};
