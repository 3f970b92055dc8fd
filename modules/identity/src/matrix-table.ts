/**
 * Part 2 of the requirements as it stands there: object × role → letters. Columns: DA data authority · CA county data
 * authority · CU custodian · SA source agency · SE sector authority · OP operator · DV developer · SR security
 * regulators · ER economic regulators · RB registration body · EX exchange · IA inspection and audit · LG leading
 * group · TP third party · DS data subject · BU buyer · PU public.
 *
 * `s(consent)`: the letter with what it is limited to; `+seal`: a power of its own that has no letter. Empty: no access.
 * A cell names the widest power in any profile; a profile narrows it.
 */
export const matrixTable = `
object                         | DA      | CA  | CU  | SA              | SE         | OP                 | DV         | SR  | ER | RB | EX | IA | LG       | TP | DS     | BU     | PU
jurisdiction-profile           | cep     | v   | v   | v               | co         | v                  | v          | v   | v  | v  | v  | i  | r        |    |        | v      | v +comment
body-person-role               | r       | r   | ce  | ce              | ce         | ce                 | ce         | ce  | ce | ce | ce | ce | ce       | ce | ce     | ce     | ce
task-plan-issue                | cr      | c   | v   | ce              | ce         | v                  |            | o   | o  |    |    | i  | cr       |    |        |        |
catalogue-entry                | rp      | rp  | v   | ce              | o          | v                  | v          | i   | v  | v  |    | i  |          |    |        |        | v
duty-and-demand-lists          | crp     | crp | v   | cv              | cv         | cv                 | c          |     |    |    |    | i  |          |    |        |        |
exclusion-mark                 | v       | v   | v   | c               | cr         | v                  | v          | r   |    |    |    | i  |          |    |        |        |
gathering-run                  | i       | i   | cex | ce              | v          |                    |            | i   |    |    |    | i  |          |    |        |        |
quality-ticket                 | ir      | ir  | c   | e               | v          | c                  | c          |     |    |    |    | i  |          |    |        |        |
objection                      | i       | i   | r   | r               | o          | c                  | c          |     |    | r  |    | i  |          |    | c      | c      | c
sharing-request                | v +seal | v   | v   | cr(as-provider) | cr         |                    |            | i   |    |    |    | i  |          |    |        |        |
downward-delegation            | v       | v   | v   | crx             | crx        |                    |            |     |    |    |    | i  |          |    |        |        |
person-and-enterprise-file     | i       | v   | v   | v(purpose)      | v(purpose) |                    |            | i   |    |    |    | i  |          |    | v      |        |
open-data-set                  | rp      | rp  | v   | ce              | r          |                    | v          | rx  |    |    |    | i  |          |    |        | v      | v
opening-demand                 | r       | r   | v   | o               | o          |                    | c          |     |    |    |    | i  |          | c  | c      | c      | c
resource-registration          | i       | v   | v   | c               | v          | c                  | v          |     | v  | r  | v  | i  |          |    |        |        | v
operator-selection             | cr      |     |     |                 | cr         | c                  |            | o   | o  |    |    | i  | +mandate | o  |        |        | v
operation-agreement            | csx     |     | n   | o               | o          | s                  | v          | n   | n  | n  |    | i  | +mandate |    |        |        | v(4-items)
demand-and-operation-catalogue | rp      | c   | v   | c               | o +mark    | ce                 | v          | i   |    | n  |    | i  |          |    |        |        |
development-catalogue          | v       | v   | v   | v               | v          | cep                | v          | i   |    |    |    | i  |          |    |        |        | v
supply                         | r       | r   | cx  | s(consent)      | v          | c                  |            | i   |    |    |    | i  |          |    |        |        |
developer-call                 | i       | crp |     |                 | o          | crp                | c          | o   |    |    |    | i  |          | o  |        |        | v
development-agreement          | n       | csx |     |                 |            | csx                | s          | i   |    |    |    | i  |          |    |        |        |
use-application                | r       | r   |     | o               | o          | r                  | ce         | o   |    |    |    | i  |          | o  |        |        |
grant                          | rx      | rx  | v   | s(consent)x     | v          | cx                 | v          | x   |    |    |    | i  |          |    | v(own) |        |
workspace-and-job              | i       |     |     |                 |            | rx                 | cx         | i   |    |    |    | i  |          |    |        |        |
gate-passage                   | i       |     |     |                 |            | rx                 | c          | ix  |    |    |    | i  |          |    |        |        |
model-review                   | r       |     |     |                 | o          | o                  | c          | o   |    |    |    | i  |          | r  |        |        |
social-data                    | i       |     |     |                 |            | rp                 | ce         | i   |    |    |    | i  |          |    |        |        | v
product-release                | ix      | i   |     | o               | r          | rpx                | ce         | x   |    | n  | v  | i  |          | o  |        | v      | v
trade-and-order                | i       |     |     |                 |            | cv                 | cs         |     | i  |    | r  | i  |          |    |        | cs     |
price-and-fee                  | i       |     |     |                 |            | c                  | c          |     | ir |    | v  | i  |          | o  |        | v      | v
settlement-and-asset           | i       |     |     | cv              |            | c                  | v          |     | ir |    | v  | i  |          | o  | v      |        |
consent-and-credential         |         |     |     | c(issue)        |            | v                  | v          | i   |    |    |    |    |          |    | csxv   |        |
risk-and-drill                 | ir      | c   | c   | c               | c          | ce                 | c          | cir |    |    |    | i  |          | o  |        |        |
incident                       | rx      | cr  | c   | c               | c          | cx                 | c          | rx  |    | n  | n  | i  | n        | o  | n      | n      | c
compliance-review              | cr      |     |     |                 | cr         | v                  | v          | cr  |    |    |    | i  |          | o  |        |        |
operator-correction            | crx     | o   |     |                 | o          | v +reply           | n          | crx | o  | n  | n  | i  | n        |    |        | n      | v
developer-exit                 | i       | cx  | n   | n               |            | cx                 | c +reply   | o   |    | n  | n  | i  |          |    |        | n      | v
developer-evaluation           | i       | cr  |     |                 |            | cr                 | v +comment | v   |    |    |    | i  |          | o  |        |        |
operator-evaluation            | cr      |     | o   |                 | o          | c(report) +comment |            | o   | n  |    |    | i  | n        | o  |        |        | v
agency-assessment              | cr      | v   |     | v +reply        | v          |                    |            |     |    |    |    | cr | r        | o  |        |        | v
disclosure                     | cp      | cp  |     |                 |            | cp                 | v          | v   | v  | v  | v  | i  |          |    | v      | v      | v
complaint                      | r       | r   |     |                 | o          | r                  | c          | r   | r  |    |    | i  |          |    | c      | c      | c
targets-and-metrics            | ce      | ce  | v   | v               | cv         | v                  | v          | v   | v  | v  | v  | i  | r        |    |        |        | v
vouchers-and-recognition       | crp     | c   |     |                 | o          | v                  | c          |     | r  |    | v  | i  |          | o  |        | c      | v
evidence                       | i       | v   | v   | v               | v          | v(own)             | v(own)     | i   | i  | v  | v  | i  |          |    | v(own) | v(own) |
`;
