using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.AI;

namespace SPAgent.Cli;

/// <summary><c>spagent worker</c>: holds conversations of a run that a coordinator leads.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        DistillArguments distill = new(required: false);
        QueueArguments queue = new(required: true);
        RunArguments run = new();
        Option<string?> servedAs = new("--served-as")
        { Description = "What this worker's server calls the run's model. Default: the model's name." };
        Option<bool> stay = new("--stay")
        { Description = "Wait for more when the run is complete, instead of ending with 0." };
        Option<bool> json = CommandRunner.JsonOption();
        Command command = new("worker", "Answer samples of a queued run. What is asked, and how, is taken from the "
            + "run; --dataset and --output say where the same lies here, --base-url which server to ask.");
        queue.AddTo(command);
        distill.AddTo(command);
        run.AddDrainTo(command);
        foreach (Option option in (Option[])[servedAs, stay, json]) command.Options.Add(option);
        command.SetRun((parsed, cancellationToken, drain) => RunAsync(parsed, distill, queue, parsed.GetValue(servedAs),
            parsed.GetValue(stay), parsed.GetValue(json), cancellationToken, drain), run);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult own, DistillArguments distill, QueueArguments queue,
        string? servedAs, bool stays, bool json, CancellationToken cancellationToken, CancellationToken drain)
    {
        int workers = distill.Workers(own);
        await using QueueWorker worker = await WaitAsync(queue.Create(own), cancellationToken, drain);
        QueueRun run = worker.Run;
        HashSet<string> named = [.. QueuedDistill.Explicit(own).Select(option => option.Option.Name)];
        DemandModel(own, distill, run, named);
        DemandSimulated(own, distill, run);
        ParseResult parsed = Together(own, distill, run, named);
        IReadOnlyList<ModelServer> servers = Servers(parsed, distill, run, named);
        (ToolSet tools, DistillationOptions options) = distill.Create(parsed, null, drain,
            new TaskPrompt { Name = run.PromptName, User = run.PromptText }, servers);
        await using ToolSet toolSet = tools;
        using DistillArguments owned = distill;
        using IDisposable? exporters = distill.StartTelemetry(own);
        ImageDataset? rows = Rows(parsed, distill, run, named);
        bool isSame = rows is not null && rows.Fingerprint != run.Fingerprint && run.Copies is not null
            && DatasetFingerprint.OfCopies(rows, run.CopiesSeed) == run.Copies;
        using IChatClient client = distill.Model.Create(
            parsed, options.Seed, rows, servedAs: servedAs, servers: servers);
        bool simulated = distill.Model.IsSimulated(parsed);
        string name = simulated ? ModelName.Of(client) : distill.Model.Name(parsed);
        RowAnswering answering = RowAnswering.For(run.Settings, client, name, rows, isSame, options,
            simulated && run.ShipsRows
                ? row => distill.Model.Create(parsed, options.Seed, OneRowDataset.Of(row)) : null);
        string? folder = run.ShipsRows ? null : Folder(own, distill, run);
        foreach (ImageTool tool in options.Tools) await tool.PrepareAsync(cancellationToken);
        await worker.RunAsync(answering, run.ShipsRows ? null : rows, folder, workers, stays, drain, cancellationToken);
        if (json) CommandRunner.WriteJson(new { run = queue.Create(own).Run, worker.Done, worker.Failed });
        else Console.WriteLine($"the run is complete: {worker.Done} done here, {worker.Failed} failed");
        return CommandRunner.Done;
    }

    private static async Task<QueueWorker> WaitAsync(
        QueueOptions options, CancellationToken cancellationToken, CancellationToken drain)
    {
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain);
        return await QueueWorker.OpenAsync(options, CommandRunner.Say, either.Token);
    }

    // The run's command line with what was said here in its place.
    private static ParseResult Together(
        ParseResult own, DistillArguments distill, QueueRun run, HashSet<string> named)
    {
        List<string> tokens = [];
        foreach (QueueArgument argument in QueuedDistill.Taken(run, named))
        {
            bool isOfDataset = argument.Name is "--dataset" or "--split" or "--config" or "--image-column";
            // Rows that are shipped are of no dataset here.
            if (isOfDataset && run.ShipsRows && !named.Contains("--dataset")) continue;
            // As one word: a value may begin with a dash.
            tokens.Add($"{argument.Name}={argument.Value}");
        }

        Command again = new("worker");
        distill.AddTo(again);
        HashSet<Option> known = [.. again.Options];
        foreach (OptionResult option in QueuedDistill.Explicit(own).Where(option => known.Contains(option.Option)))
        {
            if (option.Tokens.Count == 0) tokens.Add(option.Option.Name);
            foreach (Token value in option.Tokens) tokens.Add($"{option.Option.Name}={value.Value}");
        }

        ParseResult parsed = again.Parse(tokens);
        return parsed.Errors.Count == 0 ? parsed : throw new ArgumentException(
            $"What the run says can't be read here: {parsed.Errors[0].Message} Is it of another version?");
    }

    private static IReadOnlyList<ModelServer> Servers(
        ParseResult parsed, DistillArguments distill, QueueRun run, HashSet<string> named)
    {
        if (distill.Model.IsSimulated(parsed)) return [];
        if (named.Contains("--base-url")) return distill.Model.NamedServers(parsed);
        Uri[] taken = [.. run.BaseUrls.Select(text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri : null)
            .OfType<Uri>()];
        if (taken.Length == 0)
            throw new ArgumentException("The run names no server. Say which one to ask here: --base-url.");
        string addresses = string.Join(", ", taken.Select(uri => uri.GetLeftPart(UriPartial.Authority)));
        CommandRunner.Say($"spagent: {addresses} is "
            + "taken from the run, and asked without a key. A key goes only to what --base-url names here.");
        return [.. taken.Select(uri => new ModelServer(uri))];
    }

    private static ImageDataset? Rows(
        ParseResult parsed, DistillArguments distill, QueueRun run, HashSet<string> named)
    {
        try
        {
            if (distill.Dataset(parsed) is { } rows) return rows;
        }
        catch (DatasetException problem) when (!named.Contains("--dataset"))
        {
            throw new ArgumentException($"{problem.Message} The run's dataset is not here: say where it lies with "
                + "--dataset, or start the coordinator with --ship-rows.", problem);
        }

        return run.ShipsRows ? null : throw new ArgumentException("The run names no dataset. Give --dataset.");
    }

    private static string Folder(ParseResult own, DistillArguments distill, QueueRun run)
    {
        string folder = Path.GetFullPath(distill.Output(own) ?? run.Folder);
        string file = Path.Combine(folder, RunFolders.SettingsName);
        if (File.Exists(file) && File.ReadAllText(file) == run.Settings) return folder;
        throw new ArgumentException(File.Exists(file)
            ? $"{file}: it is not the run's. Say with --output where the coordinator's folder is on this machine."
            : $"{folder}: the coordinator's folder is not there. Say with --output where it is on this machine, or "
                + "start the coordinator with --ship-rows.");
    }

    // Before a server is looked for: of another model there may be none here.
    private static void DemandModel(ParseResult own, DistillArguments distill, QueueRun run, HashSet<string> named)
    {
        string? there = run.Arguments.FirstOrDefault(argument => argument.Name == "--model")?.Value;
        if (!named.Contains("--model") || there is null || there == distill.Model.Name(own)) return;
        throw new ArgumentException(
            $"model is \"{there}\" in the run and \"{distill.Model.Name(own)}\" for this worker. Leave --model out: "
            + "it is then taken from the run. --served-as says what the server here calls it.");
    }

    // Its latency alone is free: it changes no answer.
    private static void DemandSimulated(ParseResult own, DistillArguments distill, QueueRun run)
    {
        foreach (Option<double> option in distill.Model.OfSimulated)
        {
            if (own.GetResult(option) is not { Implicit: false }) continue;
            double here = own.GetValue(option);
            string? said = run.Arguments.FirstOrDefault(argument => argument.Name == option.Name)?.Value;
            double there = said is null ? option.DefaultValueFactory!(null!)
                : double.Parse(said, System.Globalization.CultureInfo.InvariantCulture);
            if (here != there)
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"{option.Name} is {there} in the run and {here} for this worker. Leave it out: it is then taken from the run."));
            }
        }
    }
}
