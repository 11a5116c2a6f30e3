using System.Globalization;

namespace SPAgent.Cli;

/// <summary>Tells on stderr that requests are asked again, a line a second at most: many workers wait for the same
/// server.</summary>
internal sealed class RetryLines(TextWriter output, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _last;
    private int _untold;

    public static RetryLines OfConsole() =>
        new(Console.Error, isTerminal: !Console.IsErrorRedirected, TimeProvider.System);

    public void Tell(ModelRetry retry)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            // A change is told in any case: it stays.
            if (retry.Change is null && _last is { } last && time.GetElapsedTime(last, now) < Shortest)
            {
                _untold++;
                return;
            }

            string more = _untold > 0 ? string.Create(CultureInfo.InvariantCulture, $" (and {_untold} more)") : "";
            (_last, _untold) = (now, 0);
            // In one write, and over a bar that is drawn again soon.
            output.Write($"{(isTerminal ? "\r\u001b[K" : "")}  {retry}{more}\n");
            output.Flush();
        }
    }
}
