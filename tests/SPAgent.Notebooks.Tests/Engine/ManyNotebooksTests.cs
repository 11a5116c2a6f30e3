namespace SPAgent.Notebooks.Tests;

/// <summary>Several notebooks in one process share what the compiler knows of the framework.</summary>
public sealed class ManyNotebooksTests
{
    /// <summary>Each of them keeps the types of its own earlier cells, whichever of them the compiler met
    /// first.</summary>
    [Fact]
    public async Task Notebooks_that_begin_at_once_keep_their_types()
    {
        for (int round = 0; round < 4; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() => RunAsync(number))));
            GC.Collect();
        }

        static async Task RunAsync(int number)
        {
            using Notebook notebook = new();
            await notebook.RunAsync("record Pair(System.Data.Common.DbDataReader? Reader, int N);");
            await notebook.RunAsync(
                $"var pair = new Pair(TraceStore.Open(System.IO.Directory.CreateTempSubdirectory().FullName).ToTable().OpenReader(), {number});");
            // For this, more of the framework comes in.
            if (number % 2 == 1)
                Assert.Equal("0",
                    await notebook.RunAsync(
                        "var data = new System.Data.DataTable(); data.Load(pair.Reader!); data.Rows.Count"));
            Assert.Equal($"{number}", await notebook.RunAsync("new Pair(pair.Reader, pair.N).N"));
        }
    }
}
