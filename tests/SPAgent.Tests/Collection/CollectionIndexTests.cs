using System.Globalization;

namespace SPAgent.Tests.Collection;

/// <summary><c>.session-index</c> is a help and never a truth: whatever becomes of it, the sessions on disk are
/// counted.</summary>
public sealed class CollectionIndexTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Index => _folder["collection", ".session-index"];

    public async ValueTask InitializeAsync()
    {
        var collector = new DataCollector(_folder["collection"], durable: false);
        for (int i = 0; i < 5; i++) await collector.CollectAsync($"{i}", samples: 2, id: $"s{i}");
        await collector.SaveStatisticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(6, File.ReadAllLines(Index).Length);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("spagent session index 1\n")]
    [InlineData("spagent session index 999\ns0\t1\t2\t3\t1\tkey\n")]
    [InlineData("spagent session index 1\ns0\t1\t2\t3\n\t\t\t\t\t\t\t\ns1\tx\ty\tz\t1\t\ns2\t99999999999999999999999\t1\t1\t1\t\n")]
    [InlineData("spagent session index 1\ns0\t-1\t-1\t2147483647\t1\tkey\ns1\t0\t0\t2147483647\t1\t\n../../x\t1\t1\t1\t1\t\n")]
    [InlineData("\0\u0001\ufffd")]
    public void Damaged_it_is_read_anew_from_the_sessions(string content)
    {
        File.WriteAllText(Index, content);
        AssertCounts();
    }

    [Fact]
    public void Cut_anywhere_it_is_read_anew_from_the_sessions()
    {
        byte[] whole = File.ReadAllBytes(Index);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(Index, whole[..length]);
            AssertCounts();
        }
    }

    [Fact]
    public void Deleted_it_is_made_again()
    {
        File.Delete(Index);
        AssertCounts();
    }

    [Fact]
    public void A_folder_of_its_name_is_put_up_with()
    {
        File.Delete(Index);
        Directory.CreateDirectory(Path.Combine(Index, "inside"));
        AssertCounts();
    }

    [Fact]
    public async Task Stale_it_is_corrected_by_what_is_on_disk()
    {
        string stale = File.ReadAllText(Index);
        Directory.Delete(_folder["collection", "sessions", "s0"], recursive: true);
        File.WriteAllText(_folder["collection", "sessions", "s1", "session_metadata.json"],
            """{"session_id": "s1", "success": true, "samples": [{}, {}, {}]}""");
        File.WriteAllText(_folder["collection", "sessions", "s2", "session_metadata.json"], "{\"session_id\": \"to");
        File.Delete(_folder["collection", "sessions", "s3", "session_metadata.json"]);
        await new DataCollector(_folder["collection"]).CollectAsync("new", id: "s9");
        File.WriteAllText(Index, stale);

        CollectionStatistics statistics = CollectionStatistics.Of(_folder["collection"]);
        Assert.Equal((3, 6, 2),
            (statistics.SuccessfulSessions, statistics.TotalSamples, statistics.UnreadableSessions));
    }

    [Fact]
    public void Samples_of_what_did_not_succeed_count_for_no_success()
    {
        File.WriteAllText(_folder["collection", "sessions", "s1", "session_metadata.json"],
            """{"session_id": "s1", "success": false, "samples": [{}, {}, {}]}""");
        CollectionStatistics statistics = CollectionStatistics.Of(_folder["collection"]);
        Assert.Equal((4, 1, 11, 2.0), (statistics.SuccessfulSessions, statistics.FailedSessions,
            statistics.TotalSamples, statistics.AvgSamplesPerSuccess));
        Assert.Equal("5 sessions, 4 successful with 8 samples, 1 failed", statistics.ToString());
    }

    [Fact]
    public async Task A_session_that_could_not_be_read_for_a_while_is_read_again()
    {
        File.Delete(Index);
        using (File.Open(_folder["collection", "sessions", "s0", "session_metadata.json"], FileMode.Open,
            FileAccess.Read, FileShare.None))
        {
            DataCollector collector = new(_folder["collection"]);
            await collector.SaveStatisticsAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, collector.GetStatistics().UnreadableSessions);
        }

        AssertCounts();
    }

    [Fact]
    public async Task A_copy_with_other_times_is_counted_right()
    {
        foreach (string file in Directory.EnumerateFiles(_folder["collection", "sessions"], "session_metadata.json",
            SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        AssertCounts();
        await new DataCollector(_folder["collection"]).SaveStatisticsAsync(TestContext.Current.CancellationToken);
        Assert.All(File.ReadLines(Index).Skip(1),
            line => Assert.Equal(DateTime.UnixEpoch.Ticks.ToString(CultureInfo.InvariantCulture), line.Split('\t')[1]));
    }

    [Fact]
    public void What_is_known_is_rebuilt_too()
    {
        string key = DataCollector.SourceKey("question of 3", []);
        File.WriteAllText(Index, "torn");
        Assert.True(new DataCollector(_folder["collection"]).IsKnown(key));
        File.Delete(Index);
        Assert.True(new DataCollector(_folder["collection"]).IsKnown(key));
    }

    private void AssertCounts()
    {
        CollectionStatistics statistics = CollectionStatistics.Of(_folder["collection"]);
        Assert.Equal((5, 5, 10, 0),
            (statistics.TotalSessions, statistics.SuccessfulSessions, statistics.TotalSamples,
                statistics.UnreadableSessions));
        CollectionStatistics restarted = new DataCollector(_folder["collection"]).GetStatistics();
        Assert.Equal((5, 10), (restarted.SuccessfulSessions, restarted.TotalSamples));
    }
}
