namespace SPAgent.Notebooks.Tests;

/// <summary>The lessons in notebooks/ run from top to bottom.</summary>
[Collection("current directory")]
public sealed class LessonTests
{
    public static TheoryData<string> Lessons => [.. Directory.GetFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_runs_without_an_error(string lesson)
    {
        string output = Directory.CreateTempSubdirectory("spagent-lesson-").FullName;
        try
        {
            NotebookRunResult result = await NotebookRunner.RunAsync(
                Path.Combine(Folder, lesson), new NotebookRunOptions { OutputFolder = output }, TestContext.Current.CancellationToken);
            Assert.True(result.Failure is null, $"{lesson}: {result.Failure}");
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static string Folder
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "SPAgent.sln"))) folder = Path.GetDirectoryName(folder);
            return Path.Combine(folder!, "notebooks");
        }
    }
}
