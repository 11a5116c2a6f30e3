using System.CommandLine;
using SPAgent;
using SPAgent.Cli;

if (args is ["kernel", ..] or ["notebook", "run", ..]) CellCultures.Enable();

StandardStreams.Secure();

// Loaded when a dataset holds the first such picture.
ImageDataset.AddFormats(static () => new ImportedFormats());
RootCommand root = new("Collect, replay, inspect and export the traces of vision-language agents.")
{
    DemoCommand.Create(),
    CollectCommand.Create(),
    DistillCommand.Create(),
    ReplayCommand.Create(),
    ViewCommand.Create(),
    StatsCommand.Create(),
    CompareCommand.Create(),
    CheckCommand.Create(),
    RescoreCommand.Create(),
    ExportCommand.Create(),
    DatasetCommand.Create(),
    SandboxCommand.Create(),
    NotebookCommand.Create(),
    KernelCommand.Create(),
};
ParseResult parsed = root.Parse(args);
return parsed.Errors.Count > 0 ? CommandRunner.RefuseUsage(parsed)
    : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
