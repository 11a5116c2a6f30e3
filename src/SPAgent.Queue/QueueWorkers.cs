namespace SPAgent.Internal;

/// <summary>What a worker says about itself.</summary>
/// <param name="Name">Machine, process, and a word of chance.</param>
/// <param name="Workers">Conversations that it holds at once.</param>
/// <param name="InFlight">Tasks that it holds now.</param>
/// <param name="Done">Answers so far.</param>
/// <param name="Failed">Conversations that failed.</param>
/// <param name="PerSecond">Samples that ended a second since it began.</param>
public sealed record WorkerLine(string Name, int Workers, int InFlight, int Done, int Failed, double PerSecond);

/// <summary>Names of workers.</summary>
internal static class QueueWorkers
{
    private const int LongestHost = 40;

    public static readonly TimeSpan TellsEvery = TimeSpan.FromSeconds(5);

    public static string NameOf(string host, int process) =>
        $"{new string([.. host.Take(LongestHost).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')])}-"
            + $"{process}-{Guid.NewGuid().ToString("N")[..6]}";
}
