namespace SPAgent;

/// <summary>A picture that can't be read, made or written. What was wrong is in <see cref="Kind"/>.</summary>
public sealed class ImageException : Exception
{
    /// <summary>An error of <paramref name="kind"/>.</summary>
    public ImageException(ImageErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What was wrong.</summary>
    public ImageErrorKind Kind { get; }

    /// <summary>For a file of no format that is read.</summary>
    /// <param name="why">What was seen, without a full stop.</param>
    public static ImageException Unidentified(string why) =>
        new(ImageErrorKind.Unidentified, $"Cannot identify the image: {why}.");

    /// <summary>For a file of a format that is read, and can't be.</summary>
    /// <param name="why">What is wrong, without a full stop.</param>
    /// <param name="cause">What was thrown, if anything was.</param>
    public static ImageException Broken(string why, Exception? cause = null) =>
        new(ImageErrorKind.Broken, $"The image is broken: {why}.", cause);

    /// <summary>What a file gives that ends before its headers do.</summary>
    internal static ImageException CutHeader() => Broken("it ends inside a header");

    /// <summary>What a file gives whose pixels end before the last row.</summary>
    public static ImageException Truncated() => Broken("it is cut short, pixels are missing");
}
