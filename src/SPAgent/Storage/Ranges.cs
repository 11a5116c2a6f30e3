using System.Runtime.CompilerServices;

namespace SPAgent.Internal;

/// <summary>The one check of what an option may be: <c>init => field = Ranges.Check(value, 1, 1024);</c></summary>
public static class Ranges
{
    /// <summary>The value, if it is in its range.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="least">The smallest that may be.</param>
    /// <param name="most">The largest that may be.</param>
    /// <param name="option">The option's name, which the compiler fills in.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not; the message names the option and the range.</exception>
    public static T Check<T>(T value, T least, T most, [CallerMemberName] string option = "")
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(option, value, $"{option} is from {least} to {most}.");

    /// <summary>The value, if it is not less than <paramref name="least"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is; the message names the option.</exception>
    public static T AtLeast<T>(T value, T least, [CallerMemberName] string option = "") where T : IComparable<T> =>
        value.CompareTo(least) >= 0
            ? value : throw new ArgumentOutOfRangeException(option, value, $"{option} is at least {least}.");
}
