using System.Text;

namespace SPAgent.Formats.Golden;

/// <summary>The pictures that traces replay to, by size and hash. Programs of Python traces are not run.</summary>
public sealed class ReplayTests(Disk disk)
{
    public static TheoryData<string> Folders => [.. Disk.Runs, .. TraceFileTests.Spellings
        .Select(set => set.Data).Where(set => set != "python-code").Select(set => $"data-samples/traces/{set}")];

    [Theory, MemberData(nameof(Folders))]
    public async Task Traces_replay_to_the_same_pictures(string folder)
    {
        StringBuilder text = new();
        ImageDataset streets = Disk.Streets;
        CancellationToken stop = TestContext.Current.CancellationToken;
        foreach (Trace trace in TraceStore.Open(folder).Read())
        {
            text.Append(Folder.Heading).Append(Path.GetFileName(trace.Source)).Append('\n');
            await foreach (ReplayStep step in TraceReplay.RunAsync(trace, streets, Disk.Tools, stop))
            {
                string size = $"{step.Image.Width}x{step.Image.Height}";
                string what = $"turn {step.Turn} {step.Tool ?? "picture"} {size} {step.Verdict}";
                text.Append($"{what} {step.Sha256} {step.Detail}".TrimEnd()).Append('\n');
            }
        }

        GoldenFile.Hold($"replays/{Path.GetFileName(folder)}.txt", Varying.Settle(text.ToString(), disk.Work));
    }
}
