using System.Text;

namespace SPAgent.Formats.Golden;

/// <summary>
/// Trace files: every spelling that is read, written again in the one form; and runs, with run.json and failures.jsonl.
/// </summary>
public sealed class TraceFileTests(Disk disk)
{
    public static TheoryData<string> Spellings => [.. Directory.GetDirectories(Checkout.Samples("traces"))
        .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static TheoryData<string> Runs => [.. Disk.Runs];

    [Theory, MemberData(nameof(Spellings))]
    public void A_spelling_is_written_again_as_before(string set)
    {
        StringBuilder text = new();
        foreach (Trace trace in TraceStore.Open(Checkout.Samples("traces", set)).Read())
        {
            text.Append(Folder.Entry(Path.GetFileName(trace.Source), trace.ToUtf8(), disk.Work));
        }

        GoldenFile.Hold($"traces/{set}.txt", text.ToString());
    }

    [Theory, MemberData(nameof(Runs))]
    public void A_run_leaves_what_it_left_before(string run) =>
        GoldenFile.Hold($"runs/{run}.txt", Folder.Describe(run, disk.Work));
}
