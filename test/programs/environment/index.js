// Shows what the program can see of the environment it was started in.
module.exports = { variables: process.env, directory: process.cwd(), arguments: process.argv.slice(2) };
