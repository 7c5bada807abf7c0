import * as wherobots from "pulumi-wherobots/plugin";

const tiles = new wherobots.StorageIntegration("tiles", {
  name: "tiles",
  path: "s3://your-bucket/tiles",
  roleArn: "arn:aws:iam::123456789012:role/wherobots-tiles",
});
export const access = tiles.access;
