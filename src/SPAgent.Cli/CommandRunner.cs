using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent.Cli;

/// <summary>
/// What all commands share: <c>--json</c>, exit codes (0 done, 1 the job found failures, 2 bad usage or input, 4 a budget is spent, 130
/// interrupted), answers on stdout and messages on stderr.
/// </summary>
internal static class CommandRunner
{
    public const int Done = 0, FoundFailures = 1, BadInput = 2, BudgetSpent = 4, Interrupted = 130;

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
        string interrupted = "Interrupted.") => command.SetAction(async (parsed, cancellationToken) =>
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stop),
            terminate = OnSignal(PosixSignal.SIGTERM, stop), hangUp = OnSignal(PosixSignal.SIGHUP, stop);
        try
        {
            return await work(parsed, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say(interrupted);
            return Interrupted;
        }
        catch (Exception problem) when (IsBadInput(problem))
        {
            Say($"spagent: {(problem is ArgumentOutOfRangeException range ? OfOption(range, command) : Plain(problem))}");
            return BadInput;
        }
    });

    // The framework adds the parameter of the library's method, which nobody typed.
    private static string Plain(Exception problem) =>
        problem is ArgumentException { ParamName: not null } ? problem.Message.Split(" (Parameter '", 2)[0]
        : problem.Message;

    // The library names its own property; who typed an option looks for that.
    private static string OfOption(ArgumentOutOfRangeException problem, Command command)
    {
        string message = problem.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
        if (problem.ParamName is not { Length: > 0 } property) return problem.Message;
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

    public static void Say(string message) => Console.Error.WriteLine(message);

    public static void WriteJson(object value) => Console.Out.WriteLine(Json(value));

    public static string Json(object value) => JsonSerializer.Serialize(value, JsonOptions);

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
    {
        // The second signal ends the process at once.
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    });

    private static bool IsBadInput(Exception problem) => problem
        is DatasetException or ImageException or TraceException or DistillationException or ModelException
            or SandboxRefusedException
        or IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException or JsonException;
}
