using System.Text;

namespace SPAgent.TestHost;

/// <summary>Writes whole files, eight at once.</summary>
internal static class WritingProcess
{
    public static Task RunAsync(string folder, int count) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
        {
            await WholeFile.WriteAsync(Path.Combine(folder, $"{i}.txt"),
                Encoding.UTF8.GetBytes($"{i} {new string('y', 20_000)} {i}"), stop);
            Console.WriteLine($"done {i}");
        });
}
