namespace SPAgent;

/// <summary>The picture files that a session's tool calls worked on and made, among the copies that the session
/// keeps.</summary>
internal static class SessionFiles
{
    /// <summary>The picture that a call worked on: the one it names by <c>image_index</c>, else the newest that its
    /// iteration showed; null when there is no copy.</summary>
    public static string? ActedOn(CollectedSession session, SessionCall call)
    {
        if (session.Samples.FirstOrDefault(sample => sample.Iteration == call.Iteration) is not InferenceSample sample)
            return null;
        int number = sample.Images.Count;
        if (call.Arguments is { } given && ImageIndex.Of(given) is { } index
            && !ImageIndex.Read(index, number, out number, out _)) return null;
        return session.SavedImagePath(sample, number - 1);
    }

    /// <summary>The picture that a call made; null when there is no copy.</summary>
    public static string? Made(CollectedSession session, SessionCall call)
    {
        if (call.Made is not { } name) return null;
        foreach (InferenceSample sample in session.Samples)
        {
            for (int i = 0; i < sample.Images.Count; i++)
            {
                if (sample.Images[i] == name && session.SavedImagePath(sample, i) is { } file) return file;
            }
        }

        return null;
    }

    /// <summary>The size; null when it is no picture.</summary>
    public static PixelSize? Size(string file)
    {
        try
        {
            return ImageHeader.Read(File.ReadAllBytes(file)).Upright;
        }
        catch (Exception broken) when (broken is ImageException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
