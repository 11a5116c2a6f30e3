namespace SPAgent.Tests.Storage;

public sealed class DiskFlushTests
{
    [Fact]
    public void Where_names_can_t_be_flushed_that_is_no_failure_and_of_a_file_it_is()
    {
        Assert.SkipUnless(NativeFiles.Available, "Linux only");
        // The kernel's own folders and files are on no disk: it refuses both alike.
        DiskFlush.Wait("/proc");
        Assert.ThrowsAny<IOException>(() => DiskFlush.Wait("/proc/self/status"));
    }
}
