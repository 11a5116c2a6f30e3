using System.CommandLine;
using SPAgent;
using SPAgent.Cli;

if (args is ["kernel", ..] or ["notebook", "run", ..]) CellCultures.Enable();

StandardStreams.Secure();

// Loaded when a dataset holds the first such picture.
ImageDataset.AddFormats(static () => new ImportedFormats());
(string Name, Func<Command> Create)[] commands =
[
    ("demo", DemoCommand.Create),
    ("collect", CollectCommand.Create),
    ("distill", DistillCommand.Create),
    ("worker", WorkerCommand.Create),
    ("queue", QueueCommand.Create),
    ("shards", ShardsCommand.Create),
    ("pack", PackCommand.Create),
    ("unpack", UnpackCommand.Create),
    ("replay", ReplayCommand.Create),
    ("view", ViewCommand.Create),
    ("stats", StatsCommand.Create),
    ("compare", CompareCommand.Create),
    ("label", LabelCommand.Create),
    ("serve", ServeCommand.Create),
    ("check", CheckCommand.Create),
    ("rescore", RescoreCommand.Create),
    ("export", ExportCommand.Create),
    ("dataset", DatasetCommand.Create),
    ("sandbox", SandboxCommand.Create),
    ("notebook", NotebookCommand.Create),
    ("kernel", KernelCommand.Create),
];
RootCommand root = new("Collect, replay, inspect and export the traces of vision-language agents.");
// A command has a dozen options: where one is named the others are not made, and --version needs none.
string? first = args.FirstOrDefault();
bool all = first != "--version" && !commands.Any(command => command.Name == first);
foreach ((string name, Func<Command> create) in commands)
{
    if (all || name == first) root.Add(create());
}

NamedHelp.Give(root);
// A word that begins with @ is no file of further words here: a model may be called so, and --ids has files of its own.
ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
return parsed.Errors.Count > 0 ? CommandRunner.RefuseUsage(parsed)
    : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
