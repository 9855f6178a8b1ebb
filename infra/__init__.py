"""The infrastructure: one CDK stack, and the local cloud that `make up` deploys it into."""
