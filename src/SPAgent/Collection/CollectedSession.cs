using System.Text.Json;

namespace SPAgent;

/// <summary>A saved session, as it is on disk.</summary>
[TypeFormatterSource]
public sealed record CollectedSession
{
    /// <summary>Name of the session's folder. What the file says is not trusted: names built from it stay inside their
    /// folder.</summary>
    public required string SessionId { get; init; }

    /// <summary>The question that was asked.</summary>
    public required string Question { get; init; }

    /// <summary>The images that the question is about, as the caller named them.</summary>
    public required IReadOnlyList<string> OriginalImages { get; init; }

    /// <summary>Whether the session succeeded. Only such sessions are saved here, unless a run keeps all
    /// (<see cref="SavedSessions.All"/>); foreign ones may say otherwise.</summary>
    public required bool Success { get; init; }

    /// <summary>The answer; null when there is none.</summary>
    public string? FinalAnswer { get; init; }

    /// <summary>Why the session failed; null when it did not.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Local time of the start; null when the file holds none that can be read.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>Local time of the end; null when the file holds none that can be read.</summary>
    public DateTime? EndTime { get; init; }

    /// <summary>The number of samples as the file states it; a quality check compares it with
    /// <see cref="Samples"/>.</summary>
    public required int NumIterations { get; init; }

    /// <summary>The samples, ordered by iteration; those of one iteration in the order in which they were
    /// recorded.</summary>
    public required IReadOnlyList<InferenceSample> Samples { get; init; }

    /// <summary>What the caller added at the end; an object.</summary>
    public required JsonElement Metadata { get; init; }

    /// <summary>Identity of question, image bytes and model; null for sessions written elsewhere.</summary>
    public string? SourceKey { get; init; }

    /// <summary>The session's folder, as an absolute path.</summary>
    public required string Folder { get; init; }

    /// <summary>Reads a session of the folder <paramref name="folder"/>.</summary>
    /// <exception cref="InvalidDataException">The session is torn or foreign; the message says where, what was seen and
    /// what to do.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static CollectedSession Load(string folder) => SessionReader.Read(folder);

    /// <summary>What the session's file holds, as strict JSON in UTF-8: Python's bare NaN is null.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public byte[] ToUtf8() =>
        JsonText.Strict(File.ReadAllBytes(Path.Combine(Folder, SessionLayout.Metadata))).ToArray();

    /// <summary>The copy of image <paramref name="index"/> (from 0) of a sample, as an absolute path; null when there
    /// is none.</summary>
    /// <remarks>Only the name is taken from the file: the path always lies in this session's own <c>images</c>
    /// folder.</remarks>
    public string? SavedImagePath(InferenceSample sample, int index)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (index < 0 || index >= sample.SavedImages.Count) return null;
        string path = Path.Combine(Folder, SessionLayout.Images, Path.GetFileName(sample.SavedImages[index]) ?? "");
        return File.Exists(path) ? path : null;
    }
}
