using System.Diagnostics;

namespace SPAgent.Tests.Collection;

/// <summary>Killed processes, full disks, copies taken meanwhile, and many writers. SPAGENT_ENDURANCE=1 runs them at
/// full size.</summary>
public sealed class CollectorCrashTests : IDisposable
{
    private static readonly bool s_endurance = Environment.GetEnvironmentVariable("SPAGENT_ENDURANCE") == "1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Defects c1 and c3: killed while it writes, the original leaves a truncated file, or a folder without
    /// one, and no export opens any more.</summary>
    [Fact]
    public async Task Killed_at_any_moment_every_finished_session_is_whole_and_a_second_run_does_exactly_the_rest()
    {
        var moments = new Random(7);
        for (int kill = 0; kill < (s_endurance ? 200 : 4); kill++)
        {
            string collection = _folder[$"killed{kill}"];
            IReadOnlyList<string> said =
                await TestHost.RunAndKillAsync(moments.Next(1, 60), "collect", collection, "question", "80", "8");
            SessionStore store = SessionStore.Open(collection);
            List<CollectedSession> whole = await AllWholeAsync(store);
            IEnumerable<string> found =
            [
                .. whole.Select(session => $"done {session.SessionId} {session.Question}"),
                .. store.ReadFailures()
                    .Select(failed => $"failed {failed.SessionId} {failed.Reason[..^" has no answer".Length]}"),
            ];
            Assert.Empty(said.Except(found));

            await TestHost.RunAsync("collect", collection, "question", "80", "8");
            Assert.Equal(
                Enumerable.Range(0, 80).Where(i => i % 10 != 9).Select(i => $"question {i}")
                    .Order(StringComparer.Ordinal),
                (await AllWholeAsync(store)).Select(session => session.Question).Order(StringComparer.Ordinal));
            CollectionStatistics statistics = CollectionStatistics.Of(collection);
            Assert.Equal((72, 8, 144, 0),
                (statistics.SuccessfulSessions, statistics.FailedSessions, statistics.TotalSamples,
                    statistics.UnreadableSessions));
            // The second collector removed what the first left half done.
            Assert.Empty(Directory.EnumerateFileSystemEntries(store.SessionsPath, ".*",
                new EnumerationOptions { AttributesToSkip = FileAttributes.None }));
        }
    }

    /// <summary>Defect d, across processes: each process of the original counts only its own sessions.</summary>
    [Fact]
    public async Task Several_processes_collect_into_one_folder()
    {
        int sessions = s_endurance ? 500 : 40;
        string collection = _folder["shared"];
        string[] said = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(process => TestHost.RunAsync("collect", collection, $"process {process}", $"{sessions}", "8")));
        Assert.All(said, lines => Assert.EndsWith("end", lines, StringComparison.Ordinal));

        List<CollectedSession> whole = await AllWholeAsync(SessionStore.Open(collection));
        Assert.Equal(4 * sessions * 9 / 10, whole.Select(session => session.Question).Distinct().Count());
        CollectionStatistics statistics = new DataCollector(collection).GetStatistics();
        Assert.Equal((4 * sessions * 9 / 10, 4 * sessions / 10, 4 * sessions * 9 / 5),
            (statistics.SuccessfulSessions, statistics.FailedSessions, statistics.TotalSamples));
        // One picture is in every session, the others differ by number only: the processes share them all.
        Assert.Equal(1 + (sessions * 9 / 10), Directory.GetFiles(_folder["shared", "images"]).Length);
    }

    [Fact]
    public async Task A_copy_taken_while_others_write_opens_and_counts_right()
    {
        string collection = _folder["source"];
        using Process writer = TestHost.Start("collect", collection, "question", s_endurance ? "2000" : "300", "8");
        for (int i = 0; i < 50; i++) await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using (Process copy =
            Process.Start(new ProcessStartInfo("cp", ["-r", collection, _folder["copy"]])
            { RedirectStandardError = true })!)
        {
            // It complains about what is renamed under its hands, and copies the rest.
            await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        writer.Kill();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        List<CollectedSession> whole = await AllWholeAsync(SessionStore.Open(_folder["copy"]));
        Assert.True(whole.Count >= 40, $"{whole.Count} sessions in the copy");
        CollectionStatistics statistics = CollectionStatistics.Of(_folder["copy"]);
        Assert.Equal((whole.Count, 2 * whole.Count, 0),
            (statistics.SuccessfulSessions, statistics.TotalSamples, statistics.UnreadableSessions));
    }

    /// <summary>Defect c2: on a full disk the original leaves a truncated file behind its error, and no export opens
    /// any more.</summary>
    [Fact]
    public async Task A_full_disk_is_a_clear_error_that_tears_nothing_and_the_session_can_be_saved_once_there_is_space()
    {
        using SmallDisk disk = new("512k");
        var collector = new DataCollector(disk["collection"]);
        await collector.CollectAsync("before");
        CollectionSession session = collector.StartSession("?", [_folder.Picture("1.jpg", 1)]);
        session.RecordInference(1, [], new string('x', 60_000), "r");
        SmallDisk.FillUp(disk["ballast"]);

        IOException full = await Assert.ThrowsAsync<IOException>(() => session.EndAsync());
        Assert.Contains(session.SessionId, full.Message, StringComparison.Ordinal);
        Assert.Contains("make space", full.Message, StringComparison.Ordinal);
        IOException picture =
            Assert.Throws<IOException>(
                () => session.RecordInference(2, [_folder.Picture("2.jpg", 2, 60_000)], "p", "r"));
        Assert.Contains("No space", picture.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(
            () => collector.SaveStatisticsAsync(TestContext.Current.CancellationToken));
        Assert.Single(await AllWholeAsync(collector.Sessions));

        File.Delete(disk["ballast"]);
        session.RecordInference(2, [_folder.Picture("2.jpg", 2, 60_000)], "p", "r");
        await session.EndAsync();
        await collector.SaveStatisticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], (await AllWholeAsync(collector.Sessions)).Select(saved => saved.Samples.Count).Order());
    }

    [Fact]
    public async Task A_full_disk_tears_no_failure_either()
    {
        using SmallDisk disk = new("256k");
        var collector = new DataCollector(disk["collection"]);
        await collector.StartSession("1?", []).GiveUpAsync(new string('a', 3000));
        CollectionSession second = collector.StartSession("2?", []);
        SmallDisk.FillUp(disk["ballast"]);
        await Assert.ThrowsAsync<IOException>(() => second.GiveUpAsync(new string('b', 9000)));
        Assert.True(second.IsOpen);
        Assert.Single(collector.Sessions.ReadFailures());

        File.Delete(disk["ballast"]);
        await second.GiveUpAsync("b");
        Assert.Equal([3000, 1], collector.Sessions.ReadFailures().Select(failed => failed.Reason.Length));
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_what_a_living_one_builds_is_not()
    {
        string sessions = Directory.CreateDirectory(_folder["collection", "sessions"]).FullName;
        using Process gone = Process.Start("true");
        gone.WaitForExit();
        string living = Directory.CreateDirectory(Temporaries.NameFor(Path.Combine(sessions, "x"))).FullName;
        string dead = Directory.CreateDirectory(
            living.Replace($"-{Environment.ProcessId}-", $"-{gone.Id}-", StringComparison.Ordinal)).FullName;
        string elsewhere = Directory.CreateDirectory(
            _folder["collection", "sessions", $".x.00000000-{gone.Id}-00000000.tmp"]).FullName;
        string foreign = Directory.CreateDirectory(_folder["collection", "sessions", ".mine.tmp"]).FullName;
        File.WriteAllText(Path.Combine(dead, "half"), "x");

        _ = new DataCollector(_folder["collection"]);
        Assert.Equal((true, false, true, true),
            (Directory.Exists(living), Directory.Exists(dead), Directory.Exists(elsewhere), Directory.Exists(foreign)));
        Directory.SetLastWriteTimeUtc(elsewhere, new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _ = new DataCollector(_folder["collection"]);
        Assert.Equal((true, false), (Directory.Exists(living), Directory.Exists(elsewhere)));
    }

    private static async Task<List<CollectedSession>> AllWholeAsync(SessionStore store)
    {
        List<CollectedSession> sessions = await store.AllAsync();
        foreach (CollectedSession session in sessions)
        {
            Assert.Equal(session.NumIterations, session.Samples.Count);
            Assert.Equal(session.NumIterations,
                Directory.GetFiles(Path.Combine(session.Folder, "samples"), "sample_*.json").Length);
            foreach (InferenceSample sample in session.Samples)
                Assert.All(sample.SavedImages,
                    (_, i) => Assert.True(new FileInfo(session.SavedImagePath(sample, i)!).Length > 4000));
        }

        return sessions;
    }
}
