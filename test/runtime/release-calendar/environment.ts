/** What a pod of the release calendar has to be told. */
export const ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/releases",
  RELEASE_WINDOWS_QUEUE_ARN: "arn:aws:sqs:us-east-1:111122223333:windows",
  SCHEDULE_GROUP: "group-1",
  SCHEDULE_ROLE_ARN: "arn:aws:iam::111122223333:role/windows",
  SCHEDULE_NAME_PREFIX: "release-",
  CATALOGUE_URL: "http://catalog-service.catalog.svc/internal/releases",
  USUAL_VIEWERS: "1000",
} as const;
