import TagqCommands

CommandLineTool.run(
  CommandLine.arguments, host: CommandHost(stores: EmbeddedStores(), network: TagsAPIs()))
