using System.Text;

namespace SPAgent.Notebooks;

/// <summary>The notebook to begin with.</summary>
public static class NotebookStarter
{
    /// <summary>Writes a new notebook that can be run as it is.</summary>
    /// <param name="name">Its path; <c>.ipynb</c> is added when absent.</param>
    /// <param name="cancellationToken">Ends the write; no file is left.</param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="IOException">There is a file of that name, which stays as it is.</exception>
    public static async Task<string> CreateAsync(string name, CancellationToken cancellationToken = default)
    {
        string path = Path.GetFullPath(name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) ? name : name + ".ipynb");
        if (File.Exists(path)) throw new IOException($"{path}: there is a file of that name already. Choose another name.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NotebookFile notebook = NotebookFile.Create(
            NotebookCell.Markdown("title", $"# {Path.GetFileNameWithoutExtension(path)}"),
            NotebookCell.Code("reference", "// .NET Interactive needs this line; the kernel of SPAgent has it loaded already.\n#r \"nuget: SPAgent\"\nusing SPAgent;"),
            NotebookCell.Code("settings", "string folder = \"training_data\";", NotebookParameters.Tag),
            NotebookCell.Code("first", "// The last expression of a cell is shown.\nnew { Folder = folder, Exists = System.IO.Directory.Exists(folder) }"));
        await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(notebook.ToString()), cancellationToken).ConfigureAwait(false);
        return path;
    }
}
