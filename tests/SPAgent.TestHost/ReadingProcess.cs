namespace SPAgent.TestHost;

/// <summary>Reads a collection in a process where nothing else uses memory.</summary>
internal static class ReadingProcess
{
    /// <summary>Prints the number of sessions and the most bytes that were in use beyond those before.</summary>
    public static async Task RunAsync(string folder)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
        int sessions = 0;
        await foreach (CollectedSession session in SessionStore.Open(folder).ReadAsync())
        {
            if (++sessions % 20 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            GC.KeepAlive(session);
        }

        Console.WriteLine($"{sessions} {most}");
    }
}
