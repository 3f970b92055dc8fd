import { connectorKinds, missingDriver, type ConnectorKind, type Tried } from '@sluice/connectors';

export interface SourceKindView {
  readonly kind: ConnectorKind;
  readonly tried: Tried;
  /** Package that the operator has to install first. */
  readonly missingDriver?: string;
}

/** Kinds of sources in the order in which they are offered. */
export async function listSourceKinds(): Promise<readonly SourceKindView[]> {
  const kinds = Object.keys(connectorKinds) as ConnectorKind[];
  const missing = await Promise.all(kinds.map(missingDriver));
  return kinds.map((kind, at) => {
    const driver = missing[at];
    return { kind, tried: connectorKinds[kind], ...(driver === undefined ? {} : { missingDriver: driver }) };
  });
}
