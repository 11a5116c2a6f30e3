using System.CommandLine;
using SPAgent.Notebooks;

namespace SPAgent.Cli;

/// <summary><c>spagent notebook</c>: run notebooks without Jupyter, begin one, and give Jupyter the kernel.</summary>
internal static class NotebookCommand
{
    public static Command Create() => new("notebook", "Run C# notebooks, begin one, give Jupyter the C# kernel.")
    {
        Run(), New(), InstallKernel(), RemoveKernel(),
    };

    private static Command Run()
    {
        var files = new Argument<string[]>("files")
        { Description = "Notebooks (.ipynb).", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output")
        { Description = "Folder for what is written. Default: beside each notebook." };
        var html = new Option<bool>("--html") { Description = "Write an HTML page and leave the notebook as it is." };
        var timeout = new Option<double?>("--timeout")
        { Description = "Longest time for one cell, in seconds. Default: none." };
        var parameters = new Option<string[]>("--parameter", "-p")
        { Description = "name=value: set a variable behind the cell tagged parameters." };
        var json = CommandRunner.JsonOption();
        var command = new Command("run", "Run notebooks in order and write their outputs; stops at the first error.")
        {
            files, output, html, timeout, parameters, json,
        };
        command.SetWork((parse, cancel) => RunAsync(
            parse.GetRequiredValue(files),
            new NotebookRunOptions
            {
                OutputFolder = parse.GetValue(output),
                Html = parse.GetValue(html),
                CellTimeout = parse.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Parameters = Parameters(parse.GetValue(parameters) ?? []),
            },
            parse.GetValue(json),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(string[] files, NotebookRunOptions options, bool json,
        CancellationToken cancel)
    {
        StrayThreads.Outlive();
        // Paths are taken before the first notebook's folder becomes the current one.
        string[] paths = [.. files.Select(Path.GetFullPath)];
        options = options with { OutputFolder = options.OutputFolder is { } folder ? Path.GetFullPath(folder) : null };
        if (options.OutputFolder is not null && paths.GroupBy(path => Path.GetFileName(path),
            StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"{twice.Key}: two notebooks of this name would be written to the same file. "
                + "Run them with two --output folders.");
        }

        var results = new List<NotebookRunResult>();
        foreach (string path in paths)
        {
            NotebookRunResult result = await NotebookRunner.RunAsync(path, options, cancel).ConfigureAwait(false);
            results.Add(result);
            if (result.Failure is not null)
            {
                await Console.Error.WriteLineAsync($"{path}: {result.Failure}").ConfigureAwait(false);
                break;
            }

            if (!json) Console.WriteLine($"{result.CellsRun} cells run: {result.Written}");
        }

        if (json) CommandRunner.WriteJson(new { Notebooks = results });
        return results.Exists(result => result.Failure is not null) ? 1 : 0;
    }

    private static Command New()
    {
        var name = new Argument<string>("name") { Description = "Path of the new notebook." };
        var template = new Option<string?>("--template")
        {
            Description = "explore a dataset, check the quality of a collection, or a walk for the classroom; each "
                + "runs as it is. Default: a bare beginning."
        };
        template.AcceptOnlyFromAmong([.. NotebookStarter.Templates]);
        var command = new Command("new", "Write a notebook to begin with.") { name, template };
        command.SetWork(async (parse, cancel) =>
        {
            Console.WriteLine(await NotebookStarter.CreateAsync(parse.GetRequiredValue(name), parse.GetValue(template),
                cancel).ConfigureAwait(false));
            return 0;
        });
        return command;
    }

    private static Command InstallKernel()
    {
        var command = new Command("install-kernel", "Give Jupyter the C# kernel, for this user.");
        command.SetWork(async (_, cancel) =>
        {
            foreach (string folder in await KernelSpec.InstallAsync([.. Self(), "kernel"], cancel)
                .ConfigureAwait(false))
            {
                Console.WriteLine($"installed: {folder}");
            }

            return 0;
        });
        return command;
    }

    private static Command RemoveKernel()
    {
        var command = new Command("remove-kernel", "Take the C# kernel back from Jupyter.");
        command.SetWork((_, _) =>
        {
            IReadOnlyList<string> removed = KernelSpec.Remove();
            foreach (string folder in removed) Console.WriteLine($"removed: {folder}");
            if (removed.Count == 0) Console.WriteLine("No kernel of SPAgent was installed for this user.");
            return Task.FromResult(0);
        });
        return command;
    }

    // The command that runs now: a program of its own, or an assembly run by dotnet.
    private static string[] Self()
    {
        string program = Environment.ProcessPath ?? "dotnet";
        bool isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return isHost
            ? [program, Path.Combine(AppContext.BaseDirectory,
                typeof(NotebookCommand).Assembly.GetName().Name + ".dll")] : [program];
    }

    private static Dictionary<string, string> Parameters(string[] texts)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int mark = text.IndexOf('=', StringComparison.Ordinal);
            if (mark < 1) throw new ArgumentException($"-p {text}: write name=value.");
            parameters[text[..mark]] = text[(mark + 1)..];
        }

        return parameters;
    }
}
