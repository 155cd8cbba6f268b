// Settings by tenant, then by key: 25 tenants have 20 keys each.
'use strict';

const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class Setting {
  constructor(tenant, key) {
    this.key = `${tenant}/${key}`;
    this.value = text(180);
    this.source = { file: `/etc/${tenant}/${key}.conf`, line: key };
    this.overrides = [key, key + 1];
  }
}

const settings = new Map();

function settingOf(tenant, key) {
  let ofTenant = settings.get(tenant);
  if (!ofTenant) {
    ofTenant = new Map();
    settings.set(tenant, ofTenant);
  }
  let setting = ofTenant.get(key);
  if (!setting) {
    setting = new Setting(tenant, key);
    ofTenant.set(key, setting);
  }
  return setting;
}

module.exports = function round(number, { interval }) {
  if (interval === 0) return;
  for (let i = 2 + random(7); i > 0; i--) settingOf(`tenant-${random(25)}`, random(20));
};
