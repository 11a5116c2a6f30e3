namespace SPAgent.Tests.Analysis;

/// <summary>A folder that others write into, or that is not ours to read.</summary>
public sealed class QualityOfLivingFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sessions", ".session_x.0-1-2.tmp")]
    [InlineData(".train.0-1-2.tmp")]
    [InlineData(".git", "objects")]
    public async Task What_a_living_writer_builds_is_not_looked_at(params string[] parts)
    {
        await CollectAsync(2);
        string building = Directory.CreateDirectory(_folder[["data", .. parts, "samples"]]).Parent!.FullName;
        File.WriteAllText(Path.Combine(building, "session_metadata.json"), "{\"session");
        File.WriteAllText(Path.Combine(building, "trace_00000.json"), "{");
        File.WriteAllText(Path.Combine(building, "half.png"), "no picture");
        QualityReport report = Check();
        Assert.Equal((2, 0), (report.Sessions, report.Traces));
        Assert.DoesNotContain(report.Findings,
            finding => finding.Check is "unreadable" or "broken_image" or "sample_count");
    }

    [Fact]
    public async Task A_session_that_may_not_be_opened_is_one_finding_and_the_others_are_checked()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "root may open everything");
        string first = (await CollectAsync(3))[0];
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(first, UnixFileMode.None);
        try
        {
            foreach (string root in (string[])[_folder.Path, _folder["data"], _folder["data", "sessions"]])
            {
                QualityReport report =
                    QualityReport.Check(root, cancellationToken: TestContext.Current.CancellationToken);
                Assert.Equal(3, report.Sessions);
                Assert.EndsWith(Path.GetFileName(first),
                    Assert.Single(report.Findings, finding => finding.Check == "unreadable").Place,
                    StringComparison.Ordinal);
            }
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(first, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_damaged_pack_is_one_finding_and_the_others_are_checked()
    {
        await CollectAsync(2);
        Directory.CreateDirectory(_folder["pack"]);
        File.WriteAllText(_folder["pack", "pack.json"], "{");
        QualityReport report = Check();
        Assert.Equal(2, report.Sessions);
        Finding damaged = Assert.Single(report.Findings, finding => finding.Check == "unreadable");
        Assert.Equal("pack", damaged.Place);
        Assert.Contains("pack.json", damaged.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_are_passed_over_are_said()
    {
        await CollectAsync(1);
        File.WriteAllText(_folder["data", "scan.tiff"], "II*");
        Finding found = Assert.Single(Check().Findings, finding => finding.Check == "skipped_image");
        Assert.EndsWith("scan.tiff", found.Place, StringComparison.Ordinal);
    }

    private QualityReport Check() =>
        QualityReport.Check(_folder.Path, cancellationToken: TestContext.Current.CancellationToken);

    private async Task<string[]> CollectAsync(int sessions)
    {
        DataCollector collector = new(_folder["data"]);
        for (int i = 0; i < sessions; i++)
        {
            CollectionSession session = collector.StartSession($"What is number {i}?", []);
            session.RecordInference(1, [], "What is it?", $"<answer>It is the number {i}</answer>");
            await session.CompleteAsync($"It is the number {i}",
                cancellationToken: TestContext.Current.CancellationToken);
        }

        return [.. Directory.EnumerateDirectories(_folder["data", "sessions"]).Order(StringComparer.Ordinal)];
    }
}
