namespace SPAgent.Tests.Collection;

/// <summary><c>failures.jsonl</c> after a writer was killed in the middle of a line, or somebody else wrote
/// there.</summary>
public sealed class FailureLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DataCollector _collector;

    public FailureLogTests() => _collector = new DataCollector(_folder["collection"]);

    private string Log => _folder["collection", "failures.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cut_at_any_byte_the_log_loses_its_last_line_alone_and_the_next_failure_is_whole()
    {
        await _collector.StartSession("1", [], "one").GiveUpAsync("first 🚌");
        int first = File.ReadAllBytes(Log).Length;
        await _collector.StartSession("2", [], "two").GiveUpAsync("second 🚌");
        byte[] whole = File.ReadAllBytes(Log);
        for (int length = first; length < whole.Length; length++)
        {
            File.WriteAllBytes(Log, whole[..length]);
            // All but its line break is a whole line.
            string[] before = length == whole.Length - 1 ? ["one", "two"] : ["one"];
            Assert.Equal(before, Ids());
            await _collector.StartSession("3", [], $"three{length}").GiveUpAsync();
            Assert.Equal([.. before, $"three{length}"], Ids());
            Assert.Equal(before.Length + 1, _collector.GetStatistics().FailedSessions);
        }
    }

    [Fact]
    public void A_line_glued_to_a_torn_one_is_read()
    {
        File.WriteAllText(Log,
            """{"session_id":"torn","reason":"ha{"session_id":"glued","source_key":"k","reason":"r","time":"2025-01-24T14:30:22"}""" + "\n");
        FailedSession failed = Assert.Single(_collector.Sessions.ReadFailures());
        Assert.Equal(("glued", "k", "r", new DateTime(2025, 1, 24, 14, 30, 22)),
            (failed.SessionId, failed.SourceKey, failed.Reason, failed.Time));
    }

    [Fact]
    public async Task Lines_that_are_no_failures_are_left_out()
    {
        File.WriteAllText(Log, "\n[]\n7\nnull\n{}\n{\"session_id\":7}\n\0\0\0\n{\"session_id\":null}\nsome words\n");
        await _collector.StartSession("1", [], "one").GiveUpAsync();
        Assert.Equal(["one"], Ids());
    }

    [Fact]
    public async Task A_question_is_known_as_failed_behind_a_torn_line()
    {
        File.WriteAllText(Log, "{\"session_id\":\"torn\",\"source_key\":\"");
        CollectionSession session = _collector.StartSession("?", []);
        await session.GiveUpAsync();
        var restarted = new DataCollector(_folder["collection"]);
        Assert.True(restarted.IsKnown(session.SourceKey));
        Assert.False(restarted.IsKnown(session.SourceKey, countFailed: false));
    }

    private IEnumerable<string> Ids() => _collector.Sessions.ReadFailures().Select(failed => failed.SessionId);
}
