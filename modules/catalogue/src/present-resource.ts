import {
  offeredRequests,
  type RequestType,
  type ResourceContent,
  type ResourceState,
  type VersionState,
} from './resource.ts';
import type { MatchReason, SearchPart } from './search-text.ts';
import type { ResourceRow, ResourceVersionRow } from './tables.ts';
import { roundQuality } from './round-quality.ts';

export interface ResourceSummary {
  readonly id: string;
  readonly code?: string;
  readonly name: string;
  readonly title: string;
  readonly titleEn?: string;
  readonly description?: string;
  readonly jurisdiction: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly systemId?: string;
  readonly class: ResourceContent['class'];
  readonly form?: NonNullable<ResourceContent['form']>;
  readonly sector?: string;
  readonly grade?: NonNullable<ResourceContent['grade']>;
  readonly updateCycle?: NonNullable<ResourceContent['updateCycle']>;
  readonly state: ResourceState;
  readonly version: number;
  readonly fieldCount: number;
  readonly quality?: number;
  readonly currentEpochId?: string;
  readonly rowCount?: number;
  readonly suppliedAt?: string;
  readonly publishedAt?: string;
  readonly updatedAt: string;
  readonly requests: readonly RequestType[];
}

export interface FoundResource extends ResourceSummary {
  /** Where the words of the search stood. */
  readonly matched: readonly SearchPart[];
  readonly why: readonly MatchReason[];
}

export interface VersionView {
  readonly version: number;
  readonly state: VersionState;
  readonly digest?: string;
  readonly content: ResourceContent;
  readonly submittedBy?: string;
  readonly submittedAt?: string;
  readonly reviewedBy?: string;
  readonly reviewedAt?: string;
  readonly reasons: readonly string[];
}

export interface ResourceView extends ResourceSummary {
  readonly content: ResourceContent;
  readonly digest?: string;
  readonly versions: readonly VersionView[];
}

/** The text of a version was written by this module from a parsed value: it is trusted here. */
export function parseContent(text: string): ResourceContent {
  return JSON.parse(text) as ResourceContent;
}

/** Leaves out what is not there: an absent value is absent, never `null` or `undefined`. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null | undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined)) as never;
}

export function presentSummary(resource: ResourceRow, content: ResourceContent): ResourceSummary {
  return {
    id: resource.id,
    name: content.name,
    title: content.title,
    jurisdiction: resource.jurisdiction,
    ownerId: resource.owner_id,
    ownerName: resource.owner_name,
    class: content.class,
    state: resource.state,
    version: resource.published_version ?? resource.version,
    fieldCount: content.fields?.length ?? 0,
    updatedAt: resource.updated_at.toISOString(),
    requests: resource.state === 'published' ? offeredRequests(content) : [],
    ...(present({
      code: resource.code,
      titleEn: content.titleEn,
      description: content.description,
      systemId: content.systemId,
      form: content.form,
      sector: content.sector,
      grade: content.grade,
      updateCycle: content.updateCycle,
      quality: resource.quality === null ? null : roundQuality(resource.quality),
      currentEpochId: resource.current_epoch_id,
      rowCount: resource.row_count,
      suppliedAt: resource.supplied_at?.toISOString(),
      publishedAt: resource.published_at?.toISOString(),
    }) as Partial<ResourceSummary>),
  };
}

export function presentVersion(row: ResourceVersionRow): VersionView {
  return {
    version: row.version,
    state: row.state,
    content: parseContent(row.content),
    reasons: row.reasons,
    ...(present({
      digest: row.digest,
      submittedBy: row.submitted_by,
      submittedAt: row.submitted_at?.toISOString(),
      reviewedBy: row.reviewed_by,
      reviewedAt: row.reviewed_at?.toISOString(),
    }) as Partial<VersionView>),
  };
}
