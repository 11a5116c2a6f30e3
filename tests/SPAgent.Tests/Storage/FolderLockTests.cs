namespace SPAgent.Tests.Storage;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_has_the_folder_and_the_next_one_has_it_afterwards()
    {
        string path = _folder[".lock"];
        using (FolderLock first = FolderLock.TryTake(path)!)
        {
            Assert.True(first.IsInPlace);
            Assert.Null(FolderLock.TryTake(path));
        }

        Assert.False(File.Exists(path));
        using FolderLock? second = FolderLock.TryTake(path);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Of_many_that_take_and_free_it_at_once_one_has_it_and_none_fails()
    {
        string path = _folder[".lock"];
        int holders = 0, taken = 0;
        ParallelOptions eight = new()
        { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(0, 20_000, eight, (_, _) =>
        {
            using FolderLock? held = FolderLock.TryTake(path);
            if (held is null) return ValueTask.CompletedTask;
            Assert.Equal(1, Interlocked.Increment(ref holders));
            taken++;
            Interlocked.Decrement(ref holders);
            return ValueTask.CompletedTask;
        });
        Assert.InRange(taken, 1, 20_000);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_file_that_a_killed_process_left_behind_keeps_nobody_out()
    {
        File.WriteAllText(_folder[".lock"], "left");
        using FolderLock? taken = FolderLock.TryTake(_folder[".lock"]);
        Assert.True(taken is { IsInPlace: true });
    }

    [Fact]
    public void A_folder_that_was_removed_and_made_again_is_not_the_one_that_was_locked()
    {
        Directory.CreateDirectory(_folder["run"]);
        using FolderLock first = FolderLock.TryTake(_folder["run", ".lock"])!;
        Directory.Delete(_folder["run"], recursive: true);
        Assert.False(first.IsInPlace);
        Directory.CreateDirectory(_folder["run"]);
        using FolderLock second = FolderLock.TryTake(_folder["run", ".lock"])!;
        Assert.Equal((false, true), (first.IsInPlace, second.IsInPlace));
        first.Dispose();
        Assert.True(second.IsInPlace);
    }

    [Fact]
    public void Whether_it_is_held_is_told_and_nothing_is_taken_or_left()
    {
        string path = _folder[".lock"];
        Assert.False(FolderLock.IsHeld(path));
        Assert.False(File.Exists(path));
        using (FolderLock.TryTake(path)) Assert.True(FolderLock.IsHeld(path));
        File.WriteAllText(path, "left");
        Assert.False(FolderLock.IsHeld(path));
        Assert.Equal("left", File.ReadAllText(path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error_and_not_a_lock() =>
        Assert.Throws<DirectoryNotFoundException>(() => FolderLock.TryTake(_folder["nowhere", ".lock"]));
}
