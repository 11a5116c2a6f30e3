using System.Security.Cryptography;
using System.Text;

namespace SPAgent.Serve;

/// <summary>Where indices lie: <c>$XDG_CACHE_HOME/spagent</c>, for this user alone.</summary>
internal sealed class CacheFolder : IDisposable
{
    private const int MostAtOnce = 16, NameCharacters = 32;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private CacheFolder(string file, FileStream @lock) => (File, _lock) = (file, @lock);

    /// <summary>The file of the index; nobody else writes to it.</summary>
    public string File { get; }

    /// <summary>Takes the index of a folder; another server that has it keeps it, and this one gets one of its
    /// own.</summary>
    /// <exception cref="IOException">There is no place for it.</exception>
    public static CacheFolder Take(string served, string? home)
    {
        string place = Place(home);
        // Never among the data, wherever a variable leads.
        string real = Real(served);
        if (IsInside(place, real)) place = Path.Combine(Path.GetTempPath(), $"spagent-{Environment.UserName}");
        MakePrivate(place);
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)))[..NameCharacters];
        for (int i = 0; ; i++)
        {
            string file = Path.Combine(place, i == 0 ? $"{name}.index" : $"{name}.{i}.index");
            try
            {
                return new CacheFolder(file, new FileStream(file + ".lock",
                    FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (i < MostAtOnce && System.IO.File.Exists(file + ".lock"))
            {
                // Another server has this one.
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    // As the specification of these folders has it, a relative path says nothing.
    private static string Place(string? home) => Path.Combine(
        Path.IsPathFullyQualified(home ?? "") ? home! : Path.Combine(Environment.GetFolderPath(
            Environment.SpecialFolder.UserProfile), ".cache"), "spagent");

    private static void MakePrivate(string place)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(place);
            return;
        }

        Directory.CreateDirectory(place, Private);
        // One that was there may be open to others; one of another user can't be changed, and is not ours to use.
        if (System.IO.File.GetUnixFileMode(place) != Private) System.IO.File.SetUnixFileMode(place, Private);
    }

    private static string Real(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    private static bool IsInside(string place, string folder) =>
        (Path.GetFullPath(place) + Path.DirectorySeparatorChar)
            .StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
