#!/usr/bin/env bash
# Made from components/strimzi/users.yaml by StrimziTest: the same rights on a cluster that Strimzi does not run.
# Needs Kafka's kafka-acls.sh in PATH; the arguments are those that lead it to the cluster:
#   k8s/policies/kafka-acls.sh --bootstrap-server kafka:9093 --command-config administrator.properties
set -euo pipefail
cluster=("$@")

allow() {
  kafka-acls.sh "${cluster[@]}" --add --allow-principal "$@"
}

allow User:model-registry --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic digits.
allow User:model-registry --operation Read --operation Write --resource-pattern-type literal --topic digits.models
allow User:teacher-service --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic digits.
allow User:teacher-service --operation Read --resource-pattern-type literal --topic digits.labeling-progress --topic digits.evaluations --topic digits.training-progress --topic digits.models --group digits-teacher
allow User:teacher-service --operation Read --operation Write --resource-pattern-type literal --topic digits.generations --topic digits.labeling-tasks --topic digits.evaluation-tasks --topic digits.training-requests --topic digits.dead-letters --topic digits.unlabeled --topic digits.labeled
allow User:teacher-service --operation Describe --resource-pattern-type literal --group digits-labelers --group digits-trainers
allow User:teacher-service --operation Write --operation Describe --resource-pattern-type literal --transactional-id digits-teacher
allow User:labeler-service --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic digits.
allow User:labeler-service --operation Read --resource-pattern-type literal --topic digits.labeling-tasks --topic digits.evaluation-tasks --topic digits.models --topic digits.unlabeled --topic digits.labeled
allow User:labeler-service --operation Write --resource-pattern-type literal --topic digits.pseudo-labels --topic digits.labeling-progress --topic digits.evaluations --topic digits.dead-letters
allow User:labeler-service --operation Read --resource-pattern-type prefixed --group digits-labeler
allow User:labeler-service --operation Write --operation Describe --resource-pattern-type prefixed --transactional-id labeler-service-
allow User:student-trainer --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic digits.
allow User:student-trainer --operation Read --resource-pattern-type literal --topic digits.training-requests --topic digits.labeled --topic digits.unlabeled --topic digits.pseudo-labels --topic digits.generations --group digits-trainers
allow User:student-trainer --operation Write --resource-pattern-type literal --topic digits.training-progress
allow User:producer --operation Write --resource-pattern-type literal --topic digits.labeled --topic digits.unlabeled
allow User:producer --operation Describe --resource-pattern-type literal --topic digits.labeled --topic digits.unlabeled
allow User:operator --operation Describe --operation Read --resource-pattern-type prefixed --topic digits.
allow User:operator --operation Describe --resource-pattern-type literal --group digits-labelers --group digits-trainers
