namespace SPAgent;

/// <summary>A row that can't become one; caught where its item is read.</summary>
internal sealed class RowRefusedException(int? turn, string reason) : Exception(reason)
{
    public int? Turn => turn;
}
