using System.Text.Unicode;

namespace SPAgent;

/// <summary>A string as JSON spells it, with its quotes. Whether it is UTF-8 is looked at when a row takes it: many
/// rows leave the longest out.</summary>
/// <param name="spelled">The string; the bytes must outlive it.</param>
/// <param name="hasCodes">Whether it spells a letter as <c>\u</c> and its code.</param>
internal sealed class QuotedText(ReadOnlyMemory<byte> spelled, bool hasCodes = false)
{
    private ReadOnlyMemory<byte> _spelled = spelled;
    private bool _isUtf8;

    public bool HasCodes => hasCodes;

    /// <summary>What is no UTF-8 in it stands as U+FFFD.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (!_isUtf8 && !Utf8.IsValid(_spelled.Span)) _spelled = JsonText.Strict(_spelled);
            _isUtf8 = true;
            return _spelled.Span;
        }
    }
}
