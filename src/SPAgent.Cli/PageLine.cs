namespace SPAgent.Cli;

/// <summary>How far a page is, on stderr: one line that is written anew on a terminal, a line for each tenth of a long
/// one elsewhere.</summary>
internal sealed class PageLine(TextWriter output, bool isTerminal, TimeProvider time) : IProgress<(int Done, int Total)>
{
    private const int Long = 500;
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(250);

    private long _last = time.GetTimestamp();
    private int _tenth;
    private bool _shown;

    public void Report((int Done, int Total) value)
    {
        (int done, int total) = value;
        bool isEnd = done == total;
        if (isTerminal)
        {
            // Nothing at all for what is done at once.
            long now = time.GetTimestamp();
            if (isEnd ? !_shown : time.GetElapsedTime(_last, now) < s_pace) return;
            (_last, _shown) = (now, true);
            output.Write(isEnd ? "\r\u001b[K"
                : FormattableString.Invariant($"\r  {done:N0} of {total:N0} laid out\u001b[K"));
            output.Flush();
            return;
        }

        int tenth = (int)(10L * done / total);
        if (total < Long || tenth <= _tenth) return;
        _tenth = tenth;
        output.WriteLine(FormattableString.Invariant($"  {done:N0} of {total:N0} laid out"));
    }
}
