import TagqCommands

// The root is not an asynchronous command: that would cost every start some milliseconds.
CommandLineTool.run(CommandLine.arguments, host: nil)
