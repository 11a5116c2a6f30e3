using System.CommandLine;

return new RootCommand("Collect, replay, inspect and export the traces of vision-language agents.").Parse(args).Invoke();
