using System.Globalization;

namespace SPAgent.Tests.Collection;

/// <summary>Many sessions at once on one collector, and file systems that know no links between each other.</summary>
public sealed class ManyWritersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Defect e: of 200 sessions of 8 threads on one collector the original left 2 to 12 intact; the others were mixed
    /// with each other, corrupt or never saved. Defect d: after a restart it counted none of them.
    /// </summary>
    [Fact]
    public async Task E_Eight_threads_with_twenty_five_sessions_each_keep_them_apart_and_a_restart_counts_them()
    {
        var collector = new DataCollector(_folder["collection"]);
        string shared = _folder.Picture("shared.jpg", 0);
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < 25; i++) Collect(collector, $"{thread}-{i}", shared, seed: (thread * 25) + i + 1);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        List<CollectedSession> sessions = await collector.Sessions.AllAsync();
        Assert.Equal(
            (from thread in Enumerable.Range(0, 8)
             from i in Enumerable.Range(0, 25)
             where i % 5 != 4
             select $"{thread}-{i}").Order(StringComparer.Ordinal),
            sessions.Select(session => session.Question).Order(StringComparer.Ordinal));
        foreach (CollectedSession session in sessions)
        {
            Assert.Equal(($"answer of {session.Question}", 2), (session.FinalAnswer, session.NumIterations));
            Assert.Equal([1, 2], session.Samples.Select(sample => sample.Iteration));
            Assert.All(session.Samples,
                sample => Assert.Equal(($"prompt of {session.Question}", $"response of {session.Question}"),
                    (sample.Prompt, sample.Response)));
            int[] number =
                [.. session.Question.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
            int seed = (number[0] * 25) + number[1] + 1;
            Assert.Equal(Collecting.Bytes(0), File.ReadAllBytes(session.SavedImagePath(session.Samples[1], 0)!));
            Assert.Equal(Collecting.Bytes(seed), File.ReadAllBytes(session.SavedImagePath(session.Samples[1], 1)!));
        }

        Assert.Equal((200, 160, 40, 320), Counts(collector.GetStatistics()));
        Assert.Equal((200, 160, 40, 320), Counts(new DataCollector(_folder["collection"]).GetStatistics()));
        Assert.Equal(Directory.GetDirectories(_folder["collection", "sessions"]).Length, sessions.Count);
    }

    [Fact]
    public async Task A_name_that_was_drawn_before_is_drawn_again()
    {
        Queue<string> drawn = new(["twice", "twice", "open", "open", "twice", "third"]);
        var collector = new DataCollector(_folder["collection"]) { NewName = _ => drawn.Dequeue() };
        await collector.CollectAsync("saved");
        CollectionSession[] open = [collector.StartSession("one", []), collector.StartSession("other", [])];
        Assert.Equal(["open", "third"], open.Select(session => session.SessionId));
        Assert.Empty(drawn);
        Assert.Throws<InvalidOperationException>(() => collector.StartSession("named", [], "twice"));
    }

    [Fact]
    public async Task Where_no_link_can_be_made_sessions_keep_copies()
    {
        // Another file system than that of the temporary folder.
        const string Memory = "/dev/shm";
        Assert.SkipUnless(Directory.Exists(Memory), "there is no second file system");
        string elsewhere = Directory.CreateDirectory(Path.Combine(Memory, $"spagent-test-{Guid.NewGuid():N}")).FullName;
        try
        {
            string image = _folder.Picture("1.jpg", 1), probe = Path.Combine(elsewhere, "probe");
            Assert.SkipWhen(NativeFiles.TryLink(image, probe), "both folders lie on one file system");
            Directory.CreateDirectory(_folder["collection"]);
            Directory.CreateSymbolicLink(_folder["collection", "images"], elsewhere);
            var collector = new DataCollector(_folder["collection"]);
            CollectionSession[] sessions =
                [await collector.CollectAsync("a", images: image), await collector.CollectAsync("b", images: image)];

            Assert.All(sessions, session =>
            {
                CollectedSession saved = CollectedSession.Load(session.Folder);
                Assert.Equal(Collecting.Bytes(1), File.ReadAllBytes(saved.SavedImagePath(saved.Samples[0], 0)!));
            });
            Assert.Equal((2, 2, 0, 2), Counts(new DataCollector(_folder["collection"]).GetStatistics()));
            // Nothing half linked stays behind.
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["collection", "sessions"], ".*",
                new EnumerationOptions { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true }));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task A_damaged_picture_of_the_vault_is_never_linked_again()
    {
        string image = _folder.Picture("1.jpg", 1);
        var collector = new DataCollector(_folder["collection"]);
        await collector.CollectAsync("a", images: image);
        string kept = Assert.Single(Directory.GetFiles(_folder["collection", "images"]));
        File.Delete(kept);
        File.WriteAllBytes(kept, new byte[5_000]);

        CollectedSession saved = CollectedSession.Load((await collector.CollectAsync("b", images: image)).Folder);
        Assert.Equal(Collecting.Bytes(1), File.ReadAllBytes(saved.SavedImagePath(saved.Samples[0], 0)!));
    }

    [Fact]
    public async Task Without_the_global_folder_sessions_are_whole_all_the_same()
    {
        string image = _folder.Picture("1.jpg", 1);
        var collector = new DataCollector(_folder["collection"]);
        CollectedSession first = CollectedSession.Load((await collector.CollectAsync("a", images: image)).Folder);
        Directory.Delete(_folder["collection", "images"], recursive: true);
        Assert.Equal(Collecting.Bytes(1), File.ReadAllBytes(first.SavedImagePath(first.Samples[0], 0)!));
        collector = new DataCollector(_folder["collection"]);
        CollectedSession second = CollectedSession.Load((await collector.CollectAsync("b", images: image)).Folder);
        Assert.Equal(Collecting.Bytes(1), File.ReadAllBytes(second.SavedImagePath(second.Samples[0], 0)!));
    }

    private static void Collect(DataCollector collector, string name, string shared, int seed)
    {
        CollectionSession session = collector.StartSession(name, [shared]);
        string own = session.AddImage("view.jpg", Collecting.Bytes(seed));
        session.RecordInference(1, [shared], $"prompt of {name}", $"response of {name}");
        session.RecordInference(2, [shared, own], $"prompt of {name}", $"response of {name}");
        if (seed % 5 == 0) session.GiveUpAsync(name).Wait();
        else session.EndAsync($"answer of {name}").Wait();
    }

    private static (int, int, int, int) Counts(CollectionStatistics statistics) =>
        (statistics.TotalSessions, statistics.SuccessfulSessions, statistics.FailedSessions, statistics.TotalSamples);
}
