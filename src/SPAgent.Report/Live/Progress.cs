namespace SPAgent;

/// <summary>Progress to look at: <c>await run.ExecuteAsync(Progress.Bar())</c>.</summary>
public static class Progress
{
    /// <summary>
    /// One bar that moves, with rate, time to go, tokens and failures. In a notebook it is an output that stays as it
    /// was at the end; on a terminal one line that is written again and again, on stderr; elsewhere a plain line for
    /// each tenth of the work. Shown anew at most four times a second. Use one for each run.
    /// </summary>
    public static IProgress<RunProgress> Bar() =>
        LiveDisplay.Open is { } open ? new CellBar(open(), TimeProvider.System)
        : new ConsoleBar(Console.Error, isTerminal: !Console.IsErrorRedirected, TimeProvider.System);
}
