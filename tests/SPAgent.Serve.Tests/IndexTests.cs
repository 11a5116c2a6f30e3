using Microsoft.Data.Sqlite;

namespace SPAgent.Serve.Tests;

/// <summary>Where the index lies, and that it can be lost.</summary>
public sealed class IndexTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task The_index_lies_in_the_cache_for_this_user_alone_and_never_in_the_folder()
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(1, "a"));
        // Open to others, as some program may have made it.
        DirectoryInfo place = Directory.CreateDirectory(Path.Combine(served.Cache, "spagent"));
        if (!OperatingSystem.IsWindows()) place.UnixFileMode = Private | UnixFileMode.OtherRead;
        string[] before = Directory.GetFileSystemEntries(served.Folder);
        await served.StartAsync(new ServeSettings { Folders = [served.Folder] });
        await served.FindsAsync([1], "a");
        Assert.Equal(before, Directory.GetFileSystemEntries(served.Folder));
        Assert.Single(place.GetFiles("*.index"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Private, File.GetUnixFileMode(place.FullName));
    }

    [Fact]
    public async Task A_cache_inside_of_the_folder_is_not_used()
    {
        await using ServedTraces served = await ServedTraces.OfAsync(ServedTraces.Trace(1, "a"));
        string inside = Path.Combine(served.Folder, "cache");
        await using (Server server = await Server.StartAsync(new ServeSettings { Folders = [served.Folder] }, inside,
            TimeProvider.System, _ => { }))
        {
            Assert.NotEqual(0, server.Port);
        }

        Assert.False(Directory.Exists(inside));
    }

    [Fact]
    public async Task A_second_start_reads_nothing_again()
    {
        await using ServedTraces served = await ServedTraces.StartAsync(ServedTraces.Trace(1, "a"));
        await served.FindsAsync([1], "a");
        await served.EndAsync();
        Mutate(served, "UPDATE item SET title = 'as it was indexed'");
        await served.StartAsync(new ServeSettings { Folders = [served.Folder] });
        await served.FindsAsync([1], "a");
        Assert.Equal("as it was indexed", (await served.JsonAsync("/api/search")).GetProperty("items")[0]
            .GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("torn")]
    [InlineData("overwritten")]
    [InlineData("empty")]
    [InlineData("other version")]
    [InlineData("other program")]
    [InlineData("a table less")]
    public async Task A_damaged_index_is_made_again(string damage)
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await served.FindsAsync([1, 2], "tower");
        await served.EndAsync();
        string file = Directory.GetFiles(Path.Combine(served.Cache, "spagent"), "*.index").Single();
        byte[] bytes = await File.ReadAllBytesAsync(file, ServedTraces.Stop);
        switch (damage)
        {
            case "torn":
                await File.WriteAllBytesAsync(file, bytes[..(bytes.Length / 2)], ServedTraces.Stop);
                break;
            case "overwritten":
                bytes.AsSpan(4096, 8192).Fill(0xA5);
                await File.WriteAllBytesAsync(file, bytes, ServedTraces.Stop);
                break;
            case "empty":
                await File.WriteAllBytesAsync(file, [], ServedTraces.Stop);
                break;
            default:
                Mutate(served, damage switch
                {
                    "other version" => "PRAGMA user_version = 99",
                    "other program" => "PRAGMA application_id = 1",
                    _ => "DROP TABLE cell",
                });
                break;
        }

        await served.StartAsync(new ServeSettings { Folders = [served.Folder] });
        await served.FindsAsync([1, 2], "tower");
        await served.FindsAsync([1, 2, 3, 4, 5], "");
    }

    [Fact]
    public async Task An_index_that_is_damaged_while_it_is_used_is_made_again()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await served.FindsAsync([1, 2], "tower");
        Mutate(served, "DROP TABLE item");
        using (HttpResponseMessage refused = await served.AskAsync("/api/search?q=tower"))
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(ServedTraces.Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await served.StatusAsync("/api/search?q=tower")) != System.Net.HttpStatusCode.OK)
            await Task.Yield();
        await served.FindsAsync([1, 2], "tower");
    }

    [Fact]
    public async Task Two_servers_before_one_folder_do_not_disturb_each_other()
    {
        await using ServedTraces served = await SearchTests.FiveAsync();
        await using Server other = await Server.StartAsync(new ServeSettings { Folders = [served.Folder] },
            served.Cache, TimeProvider.System, _ => { });
        await served.FindsAsync([1, 2], "tower");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(served.Cache, "spagent"), "*.index").Length);
    }

    private static void Mutate(ServedTraces served, string sql)
    {
        string file = Directory.GetFiles(Path.Combine(served.Cache, "spagent"), "*.index").Single();
        using SqliteConnection connection = new($"Data Source={file};Pooling=False");
        connection.Open();
        IndexDatabase.Run(connection, sql);
    }
}
