namespace SPAgent.Tests;

public sealed class TraceStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_whole_traces_under_their_own_names_are_seen_in_order_of_index()
    {
        Touch("trace_00010.json", "trace_00002.json", "trace_123456.json", "trace_100000.json",
            "trace_2147483647.json");
        Touch(".trace_00003.json.0a1b.tmp", "trace_00004.json.tmp", "trace_7.json", "trace_0000008.json",
            "trace_0001x.json", "trace_99999999999.json");
        Touch("checkpoint.json", "run.json", "failures.jsonl", "Trace_00005.json", "trace_00006.JSON", "trace_.json",
            "trace_-0001.json");
        Directory.CreateDirectory(Path.Combine(_folder, "trace_00009.json"));
        Assert.Equal([2, 10, 100000, 123456, int.MaxValue], TraceStore.Open(_folder).Indices());
    }

    [Fact]
    public void A_folder_without_traces_names_the_folders_below_that_hold_some()
    {
        // Parts of two runs, which nobody can read as one.
        foreach (string shard in (string[])["shard-00000-of-00002", "shard-00001-of-00003"])
            Directory.CreateDirectory(Path.Combine(_folder, "somebody", shard));
        Assert.Empty(TraceStore.Open(_folder).Indices());
        string run = Directory.CreateDirectory(Path.Combine(_folder, "runs", "monday")).FullName;
        File.WriteAllText(Path.Combine(run, TraceStore.FileName(0)), "");
        DirectoryNotFoundException refused = Assert.Throws<DirectoryNotFoundException>(() => TraceStore.Open(_folder));
        Assert.Contains(run, refused.Message, StringComparison.Ordinal);
        Touch("run.json");
        Assert.Empty(TraceStore.Open(_folder).Indices());
    }

    [Fact]
    public void Names_have_five_digits_and_more_where_needed()
    {
        Assert.Equal("trace_00000.json", TraceStore.FileName(0));
        Assert.Equal("trace_99999.json", TraceStore.FileName(99999));
        Assert.Equal("trace_1400000.json", TraceStore.FileName(1400000));
    }

    [Fact]
    public async Task A_trace_that_was_saved_is_contained_and_read_back()
    {
        TraceStore store = TraceStore.Open(_folder);
        foreach (int index in (int[])[100000, 3, 20])
        {
            Assert.False(store.Contains(index));
            await store.SaveAsync(Made(index), TestContext.Current.CancellationToken);
            Assert.True(store.Contains(index));
        }

        Assert.Equal([3, 20, 100000], store.Read().Select(trace => trace.SampleIndex));
        Assert.Equal(store.PathOf(20), store.Load(20).Source);
    }

    [Fact]
    public async Task An_absent_trace_of_shards_is_looked_for_by_its_name_and_one_that_came_since_is_found()
    {
        foreach (string shard in (string[])[Shard(0), Shard(1)]) Directory.CreateDirectory(shard);
        await SaveAsync(Shard(0), Made(0));
        TraceStore store = TraceStore.Open(_folder);
        Assert.Equal([0], store.Indices());
        await SaveAsync(Shard(1), Made(1));
        Assert.True(store.Contains(1));
        // All shards can't be listed together any more.
        await SaveAsync(Shard(1), Made(0) with { FinalResponse = "another" });
        Assert.False(store.Contains(2));
        Assert.Throws<InvalidDataException>(() => store.Indices());

        string Shard(int index) => Path.Combine(_folder, new RunShard(index, 2).FolderName);
        Task SaveAsync(string shard, Trace trace) => trace.SaveAsync(
            Path.Combine(shard, TraceStore.FileName(trace.SampleIndex)), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_failure_counts_once_however_often_it_was_told_and_not_once_it_was_answered()
    {
        string log = Path.Combine(_folder, "failures.jsonl");
        File.WriteAllText(log,
            "{\"sample_index\":1}\n{\"sample_index\":2}\n{\"sample_index\":2}\n{\"sample_index\":2,\"rollout\":2}\n{torn");
        TraceStore store = TraceStore.Open(_folder);
        FailureCount failures = new(store);
        Assert.Equal(3, failures.In([_folder]));
        await store.SaveAsync(Made(2), TestContext.Current.CancellationToken);
        Assert.Equal(2, failures.In([_folder]));
        File.AppendAllText(log, "\n{\"sample_index\":3}\n");
        Assert.Equal(3, failures.In([_folder]));
        Assert.Equal(3, FailureCount.Of(store));
    }

    [Fact]
    public async Task An_unreadable_file_is_a_result_and_the_others_are_still_read()
    {
        TraceStore store = TraceStore.Open(_folder);
        await store.SaveAsync(Made(1), TestContext.Current.CancellationToken);
        await store.SaveAsync(Made(3), TestContext.Current.CancellationToken);
        File.WriteAllText(store.PathOf(2), "{\"sample_index\": 2, ");
        TraceReadResult[] results = [.. store.TryRead()];
        Assert.Equal([true, false, true], results.Select(result => result.Success));
        Assert.Equal(store.PathOf(2), results[1].Path);
        Assert.StartsWith("trace_00002.json: the JSON is torn", results[1].Problem!.Message, StringComparison.Ordinal);
        Assert.Throws<TraceException>(() => store.Read().Count());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused_by_name()
    {
        string absent = Path.Combine(_folder, "absent");
        Assert.Contains(absent, Assert.Throws<DirectoryNotFoundException>(() => TraceStore.Open(absent)).Message,
            StringComparison.Ordinal);
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names) File.WriteAllText(Path.Combine(_folder, name), "");
    }

    private static Trace Made(int index) => new() { SampleIndex = index, Turns = [], FinalResponse = "" };
}
