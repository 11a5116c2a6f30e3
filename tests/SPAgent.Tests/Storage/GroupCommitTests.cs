namespace SPAgent.Tests.Storage;

/// <summary>Writers share their waits for the disk, and nothing else: each one's failure is its own.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly GroupCommit _group = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_write_is_published_when_its_task_ends()
    {
        await _group.CommitAsync(Rename("a"));
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public async Task Of_many_at_once_only_those_fail_that_something_is_wrong_with()
    {
        (int Number, Task Done)[] writes =
            await Task.WhenAll(Enumerable.Range(0, 200)
                .Select(i => Task.Run(() => (i, _group.CommitAsync((i % 10) switch
                {
                    3 => WithoutContent($"{i:000}"),
                    6 => Rename($"{i:000}", () => throw new InvalidOperationException($"{i}")),
                    9 => WithoutParent($"{i:000}"),
                    _ => Rename($"{i:000}"),
                })))));

        foreach ((int number, Task done) in writes)
        {
            Exception? failure = await Record.ExceptionAsync(() => done);
            if (number % 10 is 3 or 9) Assert.IsType<IOException>(failure);
            else if (number % 10 is 6)
                Assert.Equal($"{number}", Assert.IsType<InvalidOperationException>(failure).Message);
            else Assert.Null(failure);
        }

        // Those whose folder could not be flushed are published all the same: their names may be lost with the power,
        // and they were told.
        Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 10 is not (3 or 6)).Select(i => $"{i:000}"), Names());
    }

    [Fact]
    public async Task An_unflushed_write_is_never_published()
    {
        int published = 0;
        PendingWrite write = new()
        { Contents = [_folder["absent"]], Publish = () => published++, Parents = [_folder.Path] };
        IOException failure = await Assert.ThrowsAsync<IOException>(() => _group.CommitAsync(write));
        Assert.Equal(0, published);
        Assert.Contains("absent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_forgotten_by_the_next_round()
    {
        await Assert.ThrowsAsync<IOException>(() => _group.CommitAsync(WithoutContent("x")));
        await _group.CommitAsync(Rename("y"));
        Assert.Equal(["y"], Names());
    }

    [Fact]
    public async Task One_parent_that_fails_concerns_all_who_wrote_into_it()
    {
        // Both wait for the same round: the first write holds the group until they are there.
        TaskCompletionSource gate = new();
        Task first = _group.CommitAsync(Rename("first", () => gate.Task.Wait()));
        Task[] lost = [_group.CommitAsync(WithoutParent("b")), _group.CommitAsync(WithoutParent("c"))];
        Task fine = _group.CommitAsync(Rename("d"));
        gate.SetResult();
        await first;
        await fine;
        foreach (Task one in lost) await Assert.ThrowsAsync<IOException>(() => one);
    }

    [Fact]
    public async Task Writes_of_one_round_are_published_in_the_order_in_which_they_came()
    {
        TaskCompletionSource gate = new();
        List<int> order = [];
        Task first = _group.CommitAsync(Rename("first", () => gate.Task.Wait()));
        Task[] others =
            [.. Enumerable.Range(0, 20).Select(i => _group.CommitAsync(Rename($"{i}", () => order.Add(i))))];
        gate.SetResult();
        await first;
        await Task.WhenAll(others);
        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    [Fact]
    public async Task A_log_that_has_its_name_already_needs_no_publishing()
    {
        AppendLog.Append(_folder["log"], "line");
        await _group.CommitAsync(new PendingWrite { Contents = [_folder["log"]], Parents = [_folder.Path] });
        Assert.Equal(["log"], Names());
    }

    private IEnumerable<string> Names() => Directory.EnumerateFiles(_folder.Path).Select(path => Path.GetFileName(path))
        .Where(name => name[0] != '.').Order(StringComparer.Ordinal);

    private PendingWrite Rename(string name, Action? before = null) => new()
    {
        Contents = [Content(name)],
        Publish = () =>
        {
            before?.Invoke();
            File.Move(_folder[$".{name}"], _folder[name]);
        },
        Parents = [_folder.Path],
    };

    private PendingWrite WithoutContent(string name) =>
        new()
        {
            Contents = [Content(name), _folder[$".{name}.absent"]],
            Publish = () => File.Move(_folder[$".{name}"], _folder[name]),
            Parents = [_folder.Path]
        };

    private PendingWrite WithoutParent(string name) =>
        new()
        {
            Contents = [Content(name)],
            Publish = () => File.Move(_folder[$".{name}"], _folder[name]),
            Parents = [_folder["absent"]]
        };

    private string Content(string name)
    {
        File.WriteAllText(_folder[$".{name}"], name);
        return _folder[$".{name}"];
    }
}
