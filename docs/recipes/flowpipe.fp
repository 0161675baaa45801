# Is device code flow locked? In place of "Manual verification required" of cis_v300_2_2_3.
# Copy into your mod. The image holds `sh` and `flowlock`, and nothing else is needed.
# The table of policies shows neither the flow condition nor guests, so that the verdict is never a pass: for that, give an export.

pipeline "device_code_flow" {
  title = "2.2.3 Ensure that an exclusionary Device code flow policy is considered"

  param "database" {
    type        = string
    description = "The Steampipe connection."
    default     = "postgres://steampipe@127.0.0.1:9193/steampipe"
  }

  param "image" {
    type    = string
    default = "flowlock"
  }

  step "query" "policies" {
    database = param.database
    sql      = "select * from azuread_conditional_access_policy"
  }

  step "container" "flowlock" {
    image      = param.image
    entrypoint = ["sh", "-c"]
    cmd        = ["printf %s \"$POLICIES\" | flowlock pipeline - --platform flowpipe --exit-zero"]
    env = {
      POLICIES = jsonencode({ rows = step.query.policies.rows })
    }
  }

  output "status" {
    value = jsondecode(step.container.flowlock.stdout).status
  }

  output "summary" {
    value = jsondecode(step.container.flowlock.stdout).summary
  }

  output "decision" {
    value = jsondecode(step.container.flowlock.stdout).decision
  }
}
