namespace SPAgent.Tests.Storage;

public sealed class PendingWriteTests
{
    [Fact]
    public async Task It_is_published_and_then_done()
    {
        int published = 0;
        PendingWrite write = Write(() => published++);
        write.TryPublish();
        Assert.Equal((1, false), (published, write.Done.IsCompleted));
        write.Finish();
        await write.Done;
    }

    [Fact]
    public async Task What_failed_is_never_published()
    {
        int published = 0;
        PendingWrite write = Write(() => published++);
        write.Fail(new IOException("full"));
        write.TryPublish();
        write.Finish();
        Assert.Equal(0, published);
        Assert.Equal("full", (await Assert.ThrowsAsync<IOException>(() => write.Done)).Message);
    }

    [Fact]
    public async Task What_publishing_throws_is_the_end_of_the_write()
    {
        PendingWrite write = Write(() => throw new InvalidOperationException("taken"));
        write.TryPublish();
        Assert.Equal("taken", (await Assert.ThrowsAsync<InvalidOperationException>(() => write.Done)).Message);
    }

    [Fact]
    public async Task The_first_error_is_the_one_that_is_told()
    {
        PendingWrite write = Write(publish: null);
        write.Fail(new IOException("first"));
        write.Fail(new IOException("second"));
        Assert.Equal("first", (await Assert.ThrowsAsync<IOException>(() => write.Done)).Message);
    }

    [Fact]
    public async Task What_is_done_can_no_longer_fail()
    {
        PendingWrite write = Write(publish: null);
        write.TryPublish();
        write.Finish();
        write.Fail(new IOException("late"));
        await write.Done;
    }

    private static PendingWrite Write(Action? publish) => new() { Contents = [], Publish = publish, Parents = [] };
}
