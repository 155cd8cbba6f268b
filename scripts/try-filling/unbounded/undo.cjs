// An editor's steps to undo, without limit; one step in six is undone.
'use strict';

const background = require('../../../fixtures/programs/lib/background.cjs');
const { random } = require('../../../fixtures/programs/lib/random.cjs');
const { text } = require('../draw.cjs');

class EditCommand {
  constructor(number, before) {
    this.label = `edit ${number}`;
    this.before = before;
    this.after = { ...before, text: text(180), version: number };
  }
}

class Editor {
  undoStack = [];
  state = { text: '', version: 0, cursor: { line: 0, column: 0 } };
  edit(number) {
    const command = new EditCommand(number, this.state);
    this.undoStack.push(command);
    this.state = command.after;
  }
  undo() {
    const command = this.undoStack.pop();
    if (command) this.state = command.before;
  }
}

const editor = new Editor();

module.exports = function round(number, { interval }) {
  background(number);
  if (interval === 0) return;
  for (let i = 2 + random(4); i > 0; i--) {
    if (random(6) === 0) editor.undo();
    else editor.edit(number);
  }
};
