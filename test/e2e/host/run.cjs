/** Runs in the extension host and writes what it found to the file that INFERLENS_HOST_RESULT names. */
const { renameSync, writeFileSync } = require("node:fs");
const vscode = require("vscode");

exports.run = async () => {
  const extension = vscode.extensions.getExtension("inferlens.inferlens");
  await extension?.activate();
  const found = {
    node: process.versions.node,
    sqlite: trySqlite(),
    active: extension?.isActive === true,
    history: (await serverStatus())?.history,
  };
  const draft = `${process.env.INFERLENS_HOST_RESULT}.draft`;
  writeFileSync(draft, JSON.stringify(found));
  renameSync(draft, process.env.INFERLENS_HOST_RESULT);
};

function trySqlite() {
  try {
    const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(":memory:");
    database.exec("CREATE TABLE t (a)");
    database.close();
    return "works";
  } catch (error) {
    return String(error);
  }
}

/** The server's command exists as soon as it has started. */
async function serverStatus() {
  for (let attempt = 0; attempt < 100; attempt++) {
    const known = await vscode.commands.getCommands(true);
    if (known.includes("inferlens.server.status")) return vscode.commands.executeCommand("inferlens.server.status");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}
