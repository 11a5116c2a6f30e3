namespace SPAgent.Tests.Storage;

public sealed class SharedLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SharedLogTests() => Assert.SkipUnless(NativeFiles.Available, "Linux only");

    private string Path => _folder[".claims"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_number_is_locked_by_one_and_its_neighbours_by_others()
    {
        using SharedLog one = SharedLog.Open(Path), other = SharedLog.Open(Path);
        Assert.True(one.TryLock(7));
        Assert.False(other.TryLock(7));
        Assert.True(other.TryLock(8));
        Assert.True(other.TryLock(1L << 62));
        Assert.False(one.TryLock(1L << 62));
        one.Unlock(7);
        Assert.True(other.TryLock(7));
    }

    [Fact]
    public void What_one_adds_the_others_read_once_in_order_and_only_whole_lines()
    {
        using SharedLog one = SharedLog.Open(Path), other = SharedLog.Open(Path);
        one.Add("first");
        other.Add("second");
        File.AppendAllText(Path, "thi");
        Assert.Equal(["first", "second"], other.ReadOn());
        Assert.Empty(other.ReadOn());
        File.AppendAllText(Path, "rd\nfourth\n");
        Assert.Equal(["third", "fourth"], other.ReadOn());
        Assert.Equal(["first", "second", "third", "fourth"], one.ReadOn());
    }

    [Fact]
    public void The_last_one_removes_the_file_and_no_other()
    {
        SharedLog one = SharedLog.Open(Path), other = SharedLog.Open(Path);
        one.Dispose();
        Assert.True(File.Exists(Path));
        other.Dispose();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void What_the_dead_wrote_is_forgotten()
    {
        File.WriteAllText(Path, "0123456789abcdef0123456789abcde\nold line\n");
        using SharedLog log = SharedLog.Open(Path);
        Assert.Empty(log.ReadOn());
        log.Add("new");
        Assert.Equal(["new"], log.ReadOn());
    }

    [Fact]
    public void A_file_that_was_removed_or_replaced_is_noticed()
    {
        using SharedLog log = SharedLog.Open(Path);
        Assert.True(log.IsInPlace);
        File.Delete(Path);
        Assert.False(log.IsInPlace);
        using SharedLog another = SharedLog.Open(Path);
        Assert.Equal((false, true), (log.IsInPlace, another.IsInPlace));
    }

    [Fact]
    public void Many_that_come_and_go_at_once_never_hold_one_number_together()
    {
        int holders = 0, taken = 0;
        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using SharedLog log = SharedLog.Open(Path);
            if (!log.TryLock(5)) return;
            Assert.Equal(1, Interlocked.Increment(ref holders));
            Interlocked.Increment(ref taken);
            Interlocked.Decrement(ref holders);
        });
        Assert.InRange(taken, 1, 2_000);
        Assert.Equal(0, holders);
    }
}
