using System.CommandLine;
using SPAgent.Cli;

var root = new RootCommand("Collect, replay, inspect and export the traces of vision-language agents.")
{
    NotebookCommand.Create(),
    KernelCommand.Create(),
};
return root.Parse(args).Invoke();
