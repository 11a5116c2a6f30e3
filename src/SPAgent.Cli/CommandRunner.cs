using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent.Cli;

/// <summary>
/// What all commands share: <c>--json</c>, exit codes (0 done, 1 the job found failures, 2 bad usage or input, 4 a
/// budget is spent, 130 interrupted, 143 a run drained after SIGTERM), answers on stdout and messages on stderr.
/// </summary>
internal static class CommandRunner
{
    public const int Done = 0, FoundFailures = 1, BadInput = 2, BudgetSpent = 4, Interrupted = 130, Drained = 143;

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Print one JSON object on stdout; messages go to stderr." };

    /// <summary>What an interruption says where finished work is kept.</summary>
    public const string GoOn = "Interrupted. What was finished is saved; run the same command again to go on.";

    /// <summary>Runs a command's work; bad input becomes a message and exit code 2, an interruption 130 with what it
    /// means here.</summary>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, Task<int>> work,
        string interrupted = "Interrupted.") =>
        command.SetWork((parsed, stop, _) => work(parsed, stop), drain: null, interrupted);

    /// <summary>Runs a command's work that SIGTERM drains: the second token is cancelled at once, the first one when
    /// the time that conversations in flight get is over. It then ends with 143.</summary>
    public static void SetRun(this Command command,
        Func<ParseResult, CancellationToken, CancellationToken, Task<int>> work, RunArguments arguments) =>
        command.SetWork(work, arguments.Drain, GoOn);

    private static void SetWork(this Command command,
        Func<ParseResult, CancellationToken, CancellationToken, Task<int>> work, Func<ParseResult, TimeSpan>? drain,
        string interrupted) => command.SetAction(async (parsed, cancellationToken) =>
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource drained = new();
        try
        {
            TimeSpan patience = drain?.Invoke(parsed) ?? TimeSpan.Zero;
            using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stop, stop.Cancel),
                terminate = drain is null ? OnSignal(PosixSignal.SIGTERM, stop, stop.Cancel)
                    : OnSignal(PosixSignal.SIGTERM, drained, () => Drain(drained, stop, patience)),
                hangUp = OnSignal(PosixSignal.SIGHUP, stop, stop.Cancel);
            return await work(parsed, stop.Token, drained.Token);
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested)
        {
            Say("Ended after SIGTERM. What was finished is saved; run the same command again to go on.");
            return Drained;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say(interrupted);
            return Interrupted;
        }
        catch (Exception problem) when (IsBadInput(problem))
        {
            Say("spagent: " + (problem is ArgumentOutOfRangeException range ? OfOption(range, command)
                : TerminalText.Message(problem)));
            return BadInput;
        }
    });

    private static void Drain(CancellationTokenSource drained, CancellationTokenSource stop, TimeSpan patience)
    {
        Say($"SIGTERM: nothing new is begun; what is in flight gets {patience.TotalSeconds:0} s.");
        drained.Cancel();
        if (patience > TimeSpan.Zero) stop.CancelAfter(patience);
        else stop.Cancel();
    }

    // The library names its own property; who typed an option looks for that.
    private static string OfOption(ArgumentOutOfRangeException problem, Command command)
    {
        string message = problem.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
        if (problem.ParamName is not { Length: > 0 } property) return $"{message}.";
        string[] names = [Kebab(property), Kebab(property.Replace("Max", "", StringComparison.Ordinal))];
        string? option = names.FirstOrDefault(name => command.Options.Any(known => known.Name == name));
        if (option is not null) message = message.Replace(property, option, StringComparison.Ordinal);
        return problem.ActualValue is { } value ? $"{message}, not {value}." : $"{message}.";
    }

    private static string Kebab(string property) => "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(property);

    public static int RefuseUsage(ParseResult parsed)
    {
        foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors) Say($"spagent: {error.Message}");
        Say(
            $"spagent: see spagent {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help");
        return BadInput;
    }

    /// <summary>Says something on stderr. It may quote models and datasets, which must not steer the
    /// terminal.</summary>
    public static void Say(string message) => Console.Error.WriteLine(TerminalText.Text(message));

    public static void WriteJson(object value) => Console.Out.WriteLine(Json(value));

    public static string Json(object value) => JsonSerializer.Serialize(value, JsonOptions);

    private static PosixSignalRegistration OnSignal(
        PosixSignal signal, CancellationTokenSource told, Action tell) =>
        PosixSignalRegistration.Create(signal, context =>
    {
        // The second signal ends the process at once.
        context.Cancel = !told.IsCancellationRequested;
        if (context.Cancel) tell();
    });

    private static bool IsBadInput(Exception problem) => problem
        is DatasetException or ImageException or TraceException or DistillationException or ModelException
            or SandboxRefusedException
        or IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException or JsonException;
}
