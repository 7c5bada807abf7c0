/* Made from emulator/openapi/openapi.json by scripts/generate-api-types.ts; not to be edited. */

/** @public */
export type paths = Record<string, never>;
/** @public */
export type webhooks = Record<string, never>;
/** @public */
export interface components {
    schemas: {
        /** @enum {string} */
        AppStatus: "PENDING" | "PREPARING" | "PREPARE_FAILED" | "REQUESTED" | "DEPLOYING" | "DEPLOY_FAILED" | "DEPLOYED" | "INITIALIZING" | "INIT_FAILED" | "READY" | "DESTROY_REQUESTED" | "DESTROYING" | "DESTROY_FAILED" | "DESTROYED";
        /** @enum {string} */
        AppType: "JUPYTER" | "SQL_SESSION" | "RUN";
        CloudConnectionBinding: {
            /** @enum {string} */
            kind: "storage_integration" | "glue_catalog" | "s3tables_catalog";
            id: string;
            name: string;
        };
        /** @enum {string} */
        CloudConnectionManagedBy: "CLOUDFORMATION";
        CloudConnectionRead: {
            id: string;
            name: string;
            cloudProvider: components["schemas"]["CloudProvider"];
            managedBy: components["schemas"]["CloudConnectionManagedBy"] | null;
            roleArn?: string | null;
            awsAccountId?: string | null;
            trustedAccountIds?: string[];
            /** @default true */
            allowSaas: boolean;
            stackName?: string | null;
            /** Format: date-time */
            createdAt: string;
            bindings?: components["schemas"]["CloudConnectionBinding"][] | null;
        };
        /** @enum {string} */
        CloudProvider: "AWS";
        /** @enum {string} */
        ComputeClusterAvailability: "AVAILABLE" | "DEGRADED" | "UNAVAILABLE" | "DISABLED";
        "CreateRunPayload-Input": {
            runtime?: components["schemas"]["RuntimeId"] | null;
            version?: string | null;
            name: string;
            runPython?: components["schemas"]["RunPythonPayload"] | null;
            runJar?: components["schemas"]["RunJarPayload"] | null;
            /** @default 3600 */
            timeoutSeconds: number;
            /**
             * @default {
             *       "sparkConfigs": {},
             *       "dependencies": []
             *     }
             */
            environment: components["schemas"]["RunEnvironment-Input"];
        };
        "CreateRunPayload-Output": {
            runtime?: components["schemas"]["RuntimeId"] | null;
            version?: string | null;
            name: string;
            runPython?: components["schemas"]["RunPythonPayload"] | null;
            runJar?: components["schemas"]["RunJarPayload"] | null;
            /** @default 3600 */
            timeoutSeconds: number;
            /**
             * @default {
             *       "sparkConfigs": {},
             *       "dependencies": []
             *     }
             */
            environment: components["schemas"]["RunEnvironment-Output"];
        };
        CreateStorageIntegrationAPIPayload: {
            name: string;
            path: string;
            roleArn?: string | null;
            cloudConnectionId?: string | null;
            accessType?: components["schemas"]["StorageIntegrationAccessType"] | null;
            trustedAccountIds?: string[];
        };
        CursorPage__T_Customized_RunView_: {
            items: components["schemas"]["RunView"][];
            total: number;
            current_page?: string | null;
            current_page_backwards?: string | null;
            previous_page?: string | null;
            next_page?: string | null;
        };
        Customer: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            organizationId: string;
            roles: components["schemas"]["Role-Output"][];
            policies: components["schemas"]["Policy"][];
            deletedAt?: string | null;
        };
        /** @enum {string} */
        DataFormat: "NUMBER" | "PERCENTAGE" | "BYTES" | "CURRENCY";
        DataValue: {
            value: number | null;
            timestamp: number;
        };
        /** @enum {string} */
        DependencyFileType: "JAR" | "PYTHON_WHEEL" | "ZIP" | "OTHER";
        /** @enum {string} */
        DependencySourceType: "PYPI" | "FILE";
        Directory: {
            name: string;
            path: string;
            /** @default false */
            mutateProtected: boolean;
            /** @default false */
            uploadProtected: boolean;
            /** @default [] */
            files: components["schemas"]["FileEntry"][];
        };
        DirectoryListingResult: {
            items: components["schemas"]["FileEntry"][];
            path: string;
            name: string;
            /** @default false */
            mutate_protected: boolean;
            /** @default false */
            upload_protected: boolean;
            current_page?: string | null;
            next_page?: string | null;
        };
        /** @enum {string} */
        Effect: "ALLOW" | "DENY";
        ErrorBody: {
            errors: components["schemas"]["ErrorInfo"][];
            requestId: string;
        };
        /** @enum {string} */
        ErrorClass: "BAD_REQUEST_ERROR" | "CONFLICT_ERROR" | "INVALID_INPUT_ERROR" | "INTERNAL_SERVER_ERROR" | "UNAUTHORIZED_ERROR" | "INSUFFICIENT_PERMISSIONS_ERROR" | "THIRD_PARTY_PERMISSIONS_ERROR" | "NOT_FOUND_ERROR" | "INSUFFICIENT_QUOTA_ERROR" | "REQUEST_ENTITY_TOO_LARGE" | "FOREIGN_CATALOG_CONNECTION_FAILED" | "RATE_LIMIT_ERROR" | "TIMEOUT_ERROR" | "ACCOUNT_NOT_PROVISIONED" | "BAD_GATEWAY_ERROR" | "GATEWAY_TIMEOUT_ERROR";
        ErrorInfo: {
            code: components["schemas"]["ErrorClass"];
            message: string;
            details: string;
            path: string;
            suggestion?: string;
            documentation_url?: string | null;
            field?: string | null;
        };
        "FileDependency-Input": {
            /** @default FILE */
            sourceType: components["schemas"]["DependencySourceType"];
            filePath: string;
        };
        "FileDependency-Output": {
            /** @default FILE */
            sourceType: components["schemas"]["DependencySourceType"];
            filePath: string;
            readonly fileType: components["schemas"]["DependencyFileType"];
        };
        FileEntry: {
            name: string;
            path: string;
            type: components["schemas"]["FileEntryType"];
            lastModified?: string | null;
            /** @default 0 */
            size: number;
            /** @default false */
            protected: boolean;
        };
        /** @enum {string} */
        FileEntryType: "FILE" | "FOLDER";
        FileStore: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            bucketName: string;
        };
        GetKubeAppCostsInput: {
            kubeAppIds: string[];
        };
        /** @enum {string} */
        GpuType: "NVIDIA A10G";
        HealthCheckDetail: {
            status: string;
            message?: string | null;
        };
        HealthResponse: {
            status: string;
            checks?: {
                [key: string]: components["schemas"]["HealthCheckDetail"];
            } | null;
        };
        HumanPrincipal: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            organizationId: string;
            roles: components["schemas"]["Role-Output"][];
            policies: components["schemas"]["Policy"][];
            deletedAt?: string | null;
            email: string;
        };
        InstanceDetailsHint: {
            /** @default 0 */
            gpu: number;
            gpu_type?: components["schemas"]["GpuType"] | null;
            /** @default 0 */
            gpu_vram: number;
        };
        InstantMetric: {
            data: components["schemas"]["DataValue"];
            format: components["schemas"]["DataFormat"];
        };
        IntHint: {
            hint: number;
            min?: number | null;
            max?: number | null;
            description: string;
        };
        JupyterConfigHint: {
            diskSizeGB: components["schemas"]["IntHint"];
            versions: components["schemas"]["VersionHint"];
            regions: components["schemas"]["RegionsHint"];
            runtimes: components["schemas"]["RuntimesHint"];
            runtimeTags: components["schemas"]["RuntimeTagsHint"];
            idleTimeoutMinutes: components["schemas"]["IntHint"];
        };
        KubeAppCreationMeta: {
            /** @default false */
            use_v2_workflow: boolean;
        };
        KubeAppEvent: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            code?: string | null;
            message?: string | null;
            eventMeta?: components["schemas"]["RunEventMeta"] | components["schemas"]["KubeAppCreationMeta"] | components["schemas"]["NodeSchedulingMeta"] | null;
        };
        LogItem: {
            timestamp: string;
            raw: string;
        };
        LogsResponse: {
            items: components["schemas"]["LogItem"][];
            current_page: string;
            next_page?: string | null;
        };
        MetricDetails_InstantMetric_: {
            display_name: string;
            metric: components["schemas"]["InstantMetric"];
        };
        MetricDetails_SeriesMetric_: {
            display_name: string;
            metric: components["schemas"]["SeriesMetric"];
        };
        NodeSchedulingMeta: {
            node_preexisted: boolean;
            node_name: string;
            pod_creation_time: string;
            node_creation_time: string;
        };
        Organization: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            name: string;
            plan?: components["schemas"]["Plan"] | null;
            billingContact?: string | null;
            wherobotsCloudFeatures: components["schemas"]["WherobotsCloudFeature"][];
            users: components["schemas"]["OrganizationCustomer"][];
            services: components["schemas"]["OrganizationCustomer"][];
            roles: components["schemas"]["Role-Output"][];
            storageIntegrations: components["schemas"]["StorageIntegrationDetails"][];
            fileStore?: components["schemas"]["FileStore"] | null;
            verified: boolean;
            domain?: string | null;
            domainIsVerified: boolean;
            samlSsoStatus: components["schemas"]["SamlSsoStatus"];
            defaultEnvironmentPresetId?: string | null;
            defaultEnvironmentOverridePresetId?: string | null;
            /** @default tiny */
            defaultRuntime: components["schemas"]["RuntimeId"];
            defaultRegion: string;
            deletedAt?: string | null;
            lastStateChange?: string | null;
            state: components["schemas"]["OrganizationState"];
            workosOrganizationId?: string | null;
            readonly allowedRegions: string[];
        };
        OrganizationCustomer: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            email?: string | null;
            name?: string | null;
            roles: components["schemas"]["Role-Output"][];
        };
        /** @enum {string} */
        OrganizationState: "ACTIVE" | "SUSPENDED" | "CLOSED" | "EXPIRED";
        /** @enum {string} */
        Plan: "COMMUNITY" | "PROFESSIONAL" | "BUILDER" | "ENTERPRISE";
        Policy: {
            id?: string | null;
            createTime?: string | null;
            updateTime?: string | null;
            provider: components["schemas"]["Provider"];
            locator: string;
            action: string;
            effect: components["schemas"]["Effect"];
        };
        /** @enum {string} */
        Provider: "WHEROBOTS" | "AWS";
        PyPiDependency: {
            /** @default PYPI */
            sourceType: components["schemas"]["DependencySourceType"];
            libraryName: string;
            libraryVersion?: string | null;
        };
        /** @enum {string} */
        QuotaType: "CPU" | "HUMAN_USER_COUNT" | "WORKLOAD_LIFETIME_HOUR" | "DISK_PER_NODE_GB" | "FOREIGN_CATALOG_COUNT";
        Region: {
            regionName: string;
            enabled: boolean;
            availability: components["schemas"]["ComputeClusterAvailability"];
            externalAccountId?: string | null;
        };
        RegionsHint: {
            description: string;
            hint: components["schemas"]["Region"][];
        };
        "Role-Output": {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            name: string;
            organizationId: string;
            policies: components["schemas"]["Policy"][];
        };
        RunAppMeta: {
            /** @default  */
            spark_ui_url: string;
            /** @default  */
            spark_eventlogs_url: string;
            resolved_version?: string | null;
        };
        "RunEnvironment-Input": {
            sparkDriverDiskGB?: number | null;
            sparkExecutorDiskGB?: number | null;
            sparkConfigs?: {
                [key: string]: string;
            };
            dependencies?: (components["schemas"]["PyPiDependency"] | components["schemas"]["FileDependency-Input"])[];
        };
        "RunEnvironment-Output": {
            sparkDriverDiskGB?: number | null;
            sparkExecutorDiskGB?: number | null;
            sparkConfigs?: {
                [key: string]: string;
            };
            dependencies?: (components["schemas"]["PyPiDependency"] | components["schemas"]["FileDependency-Output"])[];
        };
        RunEventMeta: {
            end_timestamp?: number | null;
            start_timestamp?: number | null;
        };
        RunJarPayload: {
            uri: string;
            /** @default [] */
            args: string[];
            mainClass?: string | null;
        };
        RunKubeApp: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            instanceId: string;
            appType: components["schemas"]["AppType"];
            status: components["schemas"]["AppStatus"];
            createdById: string | null;
            apiPayload?: {
                [key: string]: unknown;
            } | null;
            appMeta?: components["schemas"]["RunAppMeta"] | null;
            /** @default [] */
            events: components["schemas"]["KubeAppEvent"][];
            cpuUsage: number;
            regionName: string;
            readonly message: string | null;
        };
        RunMetricsResponse: {
            series_metrics: {
                [key: string]: components["schemas"]["MetricDetails_SeriesMetric_"];
            };
            instant_metrics: {
                [key: string]: components["schemas"]["MetricDetails_InstantMetric_"];
            };
        };
        RunPythonPayload: {
            uri: string;
            /** @default [] */
            args: string[];
        };
        /** @enum {string} */
        RunStatus: "PENDING" | "RUNNING" | "FAILED" | "COMPLETED" | "CANCELLED" | "TIMED_OUT";
        RunView: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            name: string;
            status: components["schemas"]["RunStatus"];
            triggeredBy: components["schemas"]["OrganizationCustomer"];
            startTime?: string | null;
            completeTime?: string | null;
            kubeApp?: components["schemas"]["RunKubeApp"] | null;
            payload: components["schemas"]["CreateRunPayload-Output"];
        };
        RuntimeHintItem: {
            id: components["schemas"]["RuntimeId"];
            description: string;
            name: string;
            size: components["schemas"]["RuntimeSize"];
            minimumSpatialUnitsPerHour: number;
            maximumSpatialUnitsPerHour: number;
            /** @default [] */
            tags: components["schemas"]["RuntimeTag"][];
            /** @default true */
            enabled: boolean;
            instanceDetails: components["schemas"]["InstanceDetailsHint"];
        };
        /** @enum {string} */
        RuntimeId: "TINY" | "SMALL" | "MEDIUM" | "LARGE" | "XLARGE" | "XXLARGE" | "micro" | "tiny" | "small" | "medium" | "large" | "x-large" | "2x-large" | "4x-large" | "medium-himem" | "large-himem" | "x-large-himem" | "2x-large-himem" | "4x-large-himem" | "x-large-hicpu" | "2x-large-hicpu" | "x-large-matcher" | "2x-large-matcher" | "micro-a10-gpu" | "tiny-a10-gpu" | "small-a10-gpu" | "medium-a10-gpu" | "large-a10-gpu" | "x-large-a10-gpu";
        /** @enum {string} */
        RuntimeSize: "MICRO" | "TINY" | "SMALL" | "MEDIUM" | "LARGE" | "XLARGE" | "XXLARGE" | "XXXXLARGE";
        /** @enum {string} */
        RuntimeTag: "GPU" | "HIMEM" | "HICPU" | "MATCHER";
        RuntimeTagsHint: {
            hint: components["schemas"]["RuntimeTag"][];
        };
        RuntimesHint: {
            hint: components["schemas"]["RuntimeHintItem"][];
        };
        S3AccessApiResponse: {
            accessType: components["schemas"]["S3AccessType"];
        };
        /** @enum {string} */
        S3AccessType: "free" | "requester_pays" | "private";
        /** @enum {string} */
        SamlSsoStatus: "ACTIVE" | "INACTIVE" | "PENDING" | "FAILED";
        SeriesMetric: {
            data: components["schemas"]["DataValue"][];
            format: components["schemas"]["DataFormat"];
        };
        ServicePrincipal: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            organizationId: string;
            roles: components["schemas"]["Role-Output"][];
            policies: components["schemas"]["Policy"][];
            deletedAt?: string | null;
            name: string;
        };
        StorageCredentialsRequest: {
            path: string;
            /**
             * @default read
             * @enum {string}
             */
            access_mode: "read" | "read_write";
        };
        StorageIntegrationAccess: {
            /** @default false */
            listAccess: boolean;
            /** @default false */
            getAccess: boolean;
            /** @default false */
            putAccess: boolean;
            /** @default false */
            deleteAccess: boolean;
        };
        /** @enum {string} */
        StorageIntegrationAccessType: "READ" | "READ_WRITE";
        StorageIntegrationDetails: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            name: string;
            path: string;
            roleArn?: string | null;
            region: string;
        };
        StorageSource: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            name: string;
            path: string;
            roleArn?: string | null;
            region: string;
            stackName?: string | null;
            type: components["schemas"]["StorageSourceType"];
            defaultDirectory?: string | null;
            /** @default false */
            readOnly: boolean;
            cloudConnection?: components["schemas"]["CloudConnectionRead"] | null;
        };
        /** @enum {string} */
        StorageSourceType: "INTEGRATION" | "MANAGED";
        TemporaryAwsCredentials: {
            accessKeyId: string;
            secretAccessKey: string;
            sessionToken: string;
            /** Format: date-time */
            expiration: string;
            region: string;
        };
        VersionHint: {
            hint: components["schemas"]["WherobotsVersion"][];
            description: string;
        };
        /** @enum {string} */
        WherobotsCloudFeature: "SAML" | "SERVICE_PRINCIPALS" | "STORAGE_INTEGRATION" | "PROFESSIONAL_DATA" | "AUDIT_LOGS" | "RUNS" | "FOREIGN_CATALOGS" | "RASTERFLOW" | "MCP_ACCESS" | "STANDALONE_WHEROBOTSDB" | "CLOUD_CONNECTIONS" | "MICRO_RUNTIME" | "SMALL_RUNTIME" | "MEDIUM_RUNTIME" | "LARGE_RUNTIME" | "X_LARGE_RUNTIME" | "XX_LARGE_RUNTIME" | "MEDIUM_HIMEM_RUNTIME" | "LARGE_HIMEM_RUNTIME" | "X_LARGE_HIMEM_RUNTIME" | "XX_LARGE_HIMEM_RUNTIME" | "X_LARGE_HICPU_RUNTIME" | "XX_LARGE_HICPU_RUNTIME" | "MICRO_A10_GPU_RUNTIME" | "TINY_A10_GPU_RUNTIME" | "SMALL_A10_GPU_RUNTIME" | "MEDIUM_A10_GPU_RUNTIME" | "LARGE_A10_GPU_RUNTIME" | "X_LARGE_A10_GPU_RUNTIME" | "X_LARGE_MATCHER_RUNTIME" | "XX_LARGE_MATCHER_RUNTIME" | "REGION_AWS_US_WEST_2" | "REGION_AWS_EU_WEST_1" | "REGION_AWS_US_EAST_1" | "REGION_AWS_AP_SOUTH_1" | "REGION_AWS_US_EAST_2";
        WherobotsVersion: {
            description: string;
            version: string;
            /** @default [] */
            aliases: string[];
        };
        WorkloadCostAvailable: {
            /**
             * @default available
             * @constant
             */
            kind: "available";
            kube_app_id: string;
            organization_id: string;
            cost: string;
            /**
             * @default USD
             * @constant
             */
            currency: "USD";
            spatial_units: string;
            status: components["schemas"]["WorkloadCostStatus"];
            settled_at: string | null;
            /** Format: date-time */
            last_evaluated_at: string;
        };
        /** @enum {string} */
        WorkloadCostStatus: "live" | "settling" | "final";
        WorkloadCostUnavailable: {
            /**
             * @default unavailable
             * @constant
             */
            kind: "unavailable";
            kube_app_id: string;
            reason: components["schemas"]["WorkloadCostUnavailableReason"];
        };
        /** @enum {string} */
        WorkloadCostUnavailableReason: "not_found" | "upstream_error" | "upstream_rate_limit";
        WorkloadCostsOutput: {
            costs?: {
                [key: string]: components["schemas"]["WorkloadCostAvailable"] | components["schemas"]["WorkloadCostUnavailable"];
            };
        };
        WorkloadHistoryItem: {
            id: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
            workloadType: components["schemas"]["WorkloadType"];
            name?: string | null;
            status: components["schemas"]["WorkloadStatus"];
            createdById?: string | null;
            startTime?: string | null;
            endTime?: string | null;
            message?: string | null;
            sourceClient?: string | null;
            sourceClientChain?: string | null;
            appType?: components["schemas"]["AppType"] | null;
            runtimeId?: string | null;
            regionName?: string | null;
            runId?: string | null;
            runName?: string | null;
            runStatus?: components["schemas"]["RunStatus"] | null;
            workflowName?: string | null;
            workflowProject?: string | null;
            executionId?: string | null;
        };
        /** @enum {string} */
        WorkloadMetric: "CPU_UTILIZATION_PERCENT" | "MEMORY_UTILIZATION_PERCENT" | "GPU_UTILIZATION_PERCENT" | "GPU_MEMORY_UTILIZATION_PERCENT" | "COST_USD" | "CONSUMED_SPATIAL_UNITS";
        /** @enum {string} */
        WorkloadStatus: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLING" | "UNKNOWN";
        /** @enum {string} */
        WorkloadType: "JUPYTER" | "SQL_SESSION" | "RUN" | "RASTERFLOW_RUN";
        src__routers__files__UploadUrlResponse: {
            uploadUrl: string;
        };
        src__routers__storageintegration__UploadUrlResponse: {
            destination: string;
            uploadUrl: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
/** @public */
export type $defs = Record<string, never>;
/** @public */
export type operations = Record<string, never>;
