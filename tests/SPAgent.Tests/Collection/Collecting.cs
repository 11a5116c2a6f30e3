namespace SPAgent.Tests.Collection;

/// <summary>Sessions and pictures for tests.</summary>
internal static class Collecting
{
    /// <summary>A file that differs with its seed. No picture that opens: the collector does not look inside.</summary>
    public static string Picture(this TemporaryFolder folder, string name, int seed, int bytes = 5_000)
    {
        string path = folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Bytes(seed, bytes));
        return path;
    }

    public static byte[] Bytes(int seed, int count = 5_000)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        ((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 0xE0]).CopyTo(bytes);
        return bytes;
    }

    /// <summary>A completed session whose texts all name <paramref name="name"/>.</summary>
    public static async Task<CollectionSession> CollectAsync(this DataCollector collector, string name, int samples = 1,
        string? id = null, params string[] images)
    {
        CollectionSession session = collector.StartSession($"question of {name}", images, id);
        for (int i = 1; i <= samples; i++)
            session.RecordInference(i, images, $"prompt {i} of {name}", $"response {i} of {name}");
        await session.EndAsync($"answer of {name}");
        return session;
    }

    /// <summary>Completes a session, giving way to a cancelled test.</summary>
    public static Task EndAsync(this CollectionSession session, string answer = "a", object? metadata = null) =>
        session.CompleteAsync(answer, metadata, TestContext.Current.CancellationToken);

    /// <summary>Fails a session, giving way to a cancelled test.</summary>
    public static Task GiveUpAsync(this CollectionSession session, string reason = "no") =>
        session.FailAsync(reason, TestContext.Current.CancellationToken);

    /// <summary>All sessions, in the order of the store; none may be unreadable.</summary>
    public static async Task<List<CollectedSession>> AllAsync(this SessionStore store)
    {
        List<CollectedSession> sessions = [];
        await foreach (CollectedSession session in store.ReadAsync(broken => Assert.Fail(broken.Reason),
            TestContext.Current.CancellationToken)) sessions.Add(session);
        return sessions;
    }
}
