/** Names that would do harm if printed as they are. Each by what it tries. */
export const hostileNames: ReadonlyMap<string, string> = new Map([
  ['clears the screen', '\u001b[2J\u001b[HOwned'],
  ['sets the window title by an 8-bit control', '\u009d0;owned\u009cTitle'],
  ['links elsewhere', '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007'],
  ['starts a line of its own', 'First\r\nSecond\u2028Third\u0085Fourth'],
  ['turns the direction round', 'abc\u202e\u2066fdp.exe\u2069'],
  ['hides characters', 'Con\u200bnec\u00adtion\ufe0f'],
  ['is half a character', 'half \ud83d'],
  ['stacks marks', `Z${'\u0335'.repeat(40)}algo`],
  ['breaks a table', 'a | b \\| c\\'],
  ['ends a code span', 'a``b` <img src=x onerror=alert(1)> `'],
  ['mentions and links', '@everyone #1 https://evil.example [x](https://evil.example) www.evil.example'],
  ['is the prototype', '__proto__'],
  ['is the constructor', 'constructor'],
  ['is empty', ''],
  ['is blank', '   '],
  ['is very long', `Long${'x'.repeat(100_000)}`],
  ['is wide', '接続'.repeat(60)],
]);

/** Names that would do harm in a CI log, in XML, or in the formats of CI servers; all above are tried there too. */
export const hostileToCi: ReadonlyMap<string, string> = new Map([
  ...hostileNames,
  ['sets an output', '::set-output name=token::owned'],
  ['masks a word, after blanks', '   ::add-mask::e'],
  ['stops commands in the middle', 'x ::stop-commands::t'],
  ['begins a command in a line of its own', 'x\n::error::owned\r\n::set-env name=PATH::/evil'],
  ['begins an old command', 'a ##[add-mask]e'],
  ['begins a command of Azure', '##vso[task.setvariable variable=x]owned'],
  ['begins a command of TeamCity', "##teamcity[buildStatus status='SUCCESS']"],
  ['is escaped already', '%0A::error::owned%25%3A'],
  ['ends a property', 'a,file=/etc/passwd,line=1::owned'],
  ['ends a CDATA section and a tag', ']]></failure><testcase name="x"/><!-- &amp; &#0; &lt; "\'>'],
  ['begins an entity', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>&a;'],
  ['is nothing that XML allows', '\u0000\u0001\u000b\u000c\u001f\ufffe\uffff\ud800'],
  ['links', '[click](https://evil.example) [1](2)'],
  ['asks for arguments', '{0} {1} {"a": 1}'],
]);
