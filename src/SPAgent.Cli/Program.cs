using System.CommandLine;
using SPAgent.Cli;

return new RootCommand("Collect, replay, inspect and export the traces of vision-language agents.") { SandboxCommand.Create() }.Parse(args).Invoke();
